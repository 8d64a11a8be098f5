import { isUnknown, type LoadBalancer, type NetworkInterface } from '../../network/index.ts';
import { given, list, oneOf, optionalText, text, texts } from '../fields.ts';
import type { ResourceReader } from '../gather.ts';
import { answerOf, distinct, type Reading, resourceOf } from '../reading.ts';
import type { Listeners } from './listener.ts';

/** Application, network and gateway load balancers with their listeners and interfaces. */
export function loadBalancers(
  listeners: Listeners,
  interfaces: readonly NetworkInterface[],
): ResourceReader<LoadBalancer> {
  const byDescription = Map.groupBy(interfaces, ({ description }) => description);
  return {
    operation: 'elbv2-describe-load-balancers',
    id: 'LoadBalancerArn',
    read: (arn, fields, reading) => {
      const type = oneOf(fields, 'Type', ['application', 'network', 'gateway'], 'application');
      return {
        ...resourceOf(arn, fields, reading, optionalText(fields, 'LoadBalancerName')),
        type,
        // A gateway load balancer has no scheme: nothing but its endpoints reaches it.
        scheme: oneOf(fields, 'Scheme', ['internet-facing', 'internal'], 'internal'),
        ...given('dnsName', optionalText(fields, 'DNSName')),
        vpcId: optionalText(fields, 'VpcId') ?? '',
        subnetIds: distinct(list(fields, 'AvailabilityZones').map((zone) => text(zone, 'SubnetId'))),
        securityGroupIds: distinct(texts(fields, 'SecurityGroups')),
        interfaceIds: (byDescription.get(descriptionOf(arn)) ?? []).map(({ id }) => id),
        crossZone: crossZone(arn, type, reading),
        listeners: listeners.get(arn) ?? [],
      };
    },
  };
}

/** AWS describes a balancer's interfaces by the end of its ARN: `ELB net/name/0123456789abcdef`. */
function descriptionOf(arn: string): string {
  return `ELB ${arn.slice(arn.indexOf('loadbalancer/') + 'loadbalancer/'.length)}`;
}

/** Application load balancers balance across zones unless told otherwise; the others do not. */
function crossZone(arn: string, type: LoadBalancer['type'], reading: Reading): boolean {
  const operation = 'elbv2-describe-load-balancer-attributes';
  const value = attributeOf(reading, operation, arn, 'load_balancing.cross_zone.enabled');
  return value === undefined ? type === 'application' : value === 'true';
}

/** One attribute of a load balancer or target group, where it was collected. */
export function attributeOf(
  reading: Reading,
  operation: 'elbv2-describe-load-balancer-attributes' | 'elbv2-describe-target-group-attributes',
  arn: string,
  key: string,
): string | undefined {
  const answer = answerOf(reading.region, operation, arn);
  if (answer === undefined || isUnknown(answer)) return undefined;
  const attribute = list(answer, 'Attributes').find((fields) => fields['Key'] === key);
  return attribute && optionalText(attribute, 'Value');
}
