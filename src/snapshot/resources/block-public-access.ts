import type { BlockPublicAccess, Problem } from '../../network/index.ts';
import { type Fields, labelOf, oneOf, optionalText, text } from '../fields.ts';
import type { RegionSnapshot, Snapshot } from '../model.ts';
import { attempt, itemsOf, order, readingOf, readingsOf } from '../reading.ts';

/** VPC Block Public Access of every account and Region that was asked for it (rule 22). */
export function blockPublicAccess(snapshot: Snapshot, problems: Problem[]): BlockPublicAccess[] {
  const operation = 'describe-vpc-block-public-access-options';
  const found = readingsOf(snapshot, operation, problems).flatMap((reading) => {
    const { account, region } = reading.region;
    return itemsOf(reading).flatMap((fields) => {
      const options = attempt(`${operation} of ${account} ${region}`, reading, () => ({
        account,
        region,
        mode: oneOf(fields, 'InternetGatewayBlockMode', ['off', 'block-bidirectional', 'block-ingress'], 'off'),
        exclusions:
          optionalText(fields, 'ExclusionsAllowed') === 'not-allowed' ? [] : exclusionsOf(reading.region, problems),
      }));
      return options === undefined ? [] : [options];
    });
  });
  return found.sort((a, b) => order(a.account, b.account) || order(a.region, b.region));
}

/** States in which an exclusion is not yet, or no longer, in force. */
const NOT_IN_FORCE = ['create-in-progress', 'create-failed', 'delete-complete', 'disable-complete'];

function exclusionsOf(region: RegionSnapshot, problems: Problem[]): BlockPublicAccess['exclusions'] {
  const reading = readingOf(region, 'describe-vpc-block-public-access-exclusions', problems);
  return itemsOf(reading)
    .filter((fields) => !NOT_IN_FORCE.includes(labelOf(fields, 'State', '')))
    .flatMap((fields) => {
      const id = labelOf(fields, 'ExclusionId', reading.operation);
      const exclusion = attempt(id, reading, () => ({
        id: text(fields, 'ExclusionId'),
        resourceId: resourceId(fields),
        mode: oneOf(fields, 'InternetGatewayExclusionMode', ['allow-bidirectional', 'allow-egress'], 'allow-egress'),
      }));
      return exclusion === undefined ? [] : [exclusion];
    })
    .sort((a, b) => order(a.id, b.id));
}

/** `arn:aws:ec2:…:vpc/vpc-…` or `…:subnet/subnet-…` */
function resourceId(fields: Fields): string {
  const arn = text(fields, 'ResourceArn');
  return arn.slice(arn.lastIndexOf('/') + 1);
}
