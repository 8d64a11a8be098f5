import { expect, it } from 'vitest';
import { attributed } from '../../src/drift/attribute.ts';
import type { Finding } from '../../src/findings/index.ts';
import type { RegionSnapshot } from '../../src/snapshot/index.ts';
import { ACCOUNT, findingOf, REGION } from './estate.ts';

const OWNER = '999999999999';

/** What a participant sees of a VPC that `OWNER` shares with it. */
const snapshot: RegionSnapshot = {
  account: ACCOUNT,
  region: REGION,
  takenAt: '2026-01-01T00:00:00.000Z',
  operations: new Map([
    [
      'describe-security-groups',
      {
        status: 'complete',
        output: {
          SecurityGroups: [
            { GroupId: 'sg-own', GroupName: 'own', OwnerId: ACCOUNT, VpcId: 'vpc-1' },
            { GroupId: 'sg-shared', GroupName: 'shared', OwnerId: OWNER, VpcId: 'vpc-1' },
          ],
        },
      },
    ],
  ]),
};
const of = (group: string, account: string, region = REGION): Finding => ({ ...findingOf(group), account, region });

it.each([
  ['of its own', of('sg-own', ACCOUNT), [], 1],
  ['of an owner nobody scans, as the participant’s', of('sg-shared', OWNER), [], 1],
  ['of an owner that is scanned in another Region only', of('sg-shared', OWNER), ['eu-west-1'], 1],
  ['not of an owner whose own scan tells it', of('sg-shared', OWNER), [REGION], 0],
  ['not of a neighbour’s resource it does not see itself', of('sg-next-door', OWNER), [], 0],
  ['not of another Region', of('sg-own', ACCOUNT, 'eu-west-1'), [], 0],
])('a scan answers for what is %s', (_what, finding, ownerRegions, count) => {
  const linked = [{ account: ACCOUNT, region: REGION }, ...ownerRegions.map((region) => ({ account: OWNER, region }))];
  const { findings } = attributed({ findings: [finding], gauges: [] }, snapshot, linked);
  expect(findings.map(({ account, resource }) => [account, resource.id])).toEqual(
    count === 0 ? [] : [[ACCOUNT, finding.resource.id]],
  );
});

it('treats the gauges alike', () => {
  const gauge = { name: 'Rules', account: OWNER, region: REGION, resource: 'sg-shared', used: 1, limit: 60 };
  const { gauges } = attributed({ findings: [], gauges: [gauge] }, snapshot, []);
  expect(gauges).toEqual([{ ...gauge, account: ACCOUNT }]);
});
