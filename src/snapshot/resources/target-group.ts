import { isUnknown, type TargetGroup } from '../../network/index.ts';
import { type Fields, given, list, nested, oneOf, optionalInteger, optionalText, text } from '../fields.ts';
import type { ResourceReader } from '../gather.ts';
import { answerOf, order, type Reading, resourceOf } from '../reading.ts';
import { attributeOf } from './load-balancer.ts';

export const targetGroups: ResourceReader<TargetGroup> = {
  operation: 'elbv2-describe-target-groups',
  id: 'TargetGroupArn',
  read: (arn, fields, reading) => {
    const targetType = oneOf(fields, 'TargetType', ['instance', 'ip', 'lambda', 'alb'], 'instance');
    const protocol = optionalText(fields, 'Protocol');
    return {
      ...resourceOf(arn, fields, reading, optionalText(fields, 'TargetGroupName')),
      targetType,
      ...given('protocol', protocol),
      ...given('port', optionalInteger(fields, 'Port')),
      ...given('vpcId', optionalText(fields, 'VpcId')),
      preserveClientIp: preservesClientIp(arn, targetType, protocol, reading),
      targets: targetsOf(arn, reading),
    };
  },
};

/**
 * The attribute where it was collected, else AWS's default: behind a network load balancer addresses are preserved
 * except for `ip` targets over TCP or TLS; behind an application load balancer never.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
 */
function preservesClientIp(
  arn: string,
  targetType: TargetGroup['targetType'],
  protocol: string | undefined,
  reading: Reading,
): boolean {
  const stated = attributeOf(reading, 'elbv2-describe-target-group-attributes', arn, 'preserve_client_ip.enabled');
  if (stated !== undefined) return stated === 'true';
  if (protocol === undefined || protocol === 'HTTP' || protocol === 'HTTPS' || targetType === 'lambda') return false;
  return targetType !== 'ip' || !['TCP', 'TLS'].includes(protocol);
}

function targetsOf(arn: string, reading: Reading): TargetGroup['targets'] {
  const answer = answerOf(reading.region, 'elbv2-describe-target-health', arn) ?? {};
  if (isUnknown(answer)) return [];
  return list(answer, 'TargetHealthDescriptions')
    .map((fields) => targetOf(nested(fields, 'Target'), nested(fields, 'TargetHealth')))
    .sort((a, b) => order(a.id, b.id) || (a.port ?? 0) - (b.port ?? 0));
}

function targetOf(target: Fields, health: Fields): TargetGroup['targets'][number] {
  return {
    id: text(target, 'Id'),
    ...given('port', optionalInteger(target, 'Port')),
    ...given('availabilityZone', optionalText(target, 'AvailabilityZone')),
    ...given('health', optionalText(health, 'State')),
  };
}
