import { expect, it } from 'vitest';
import { readInventory } from '../../src/snapshot/index.ts';

const PLACE = { account: '123456789012', region: 'us-east-1', takenAt: '2026-05-05T00:00:00Z' };

function region(outputs: Readonly<Record<string, unknown>>, over: object = {}) {
  const operations = Object.entries(outputs).map(
    ([name, output]) => [name, { status: 'complete' as const, output }] as const,
  );
  return { ...PLACE, ...over, operations: new Map(operations) };
}

it('reads what lies beside the network, as the AWS CLI prints it', () => {
  const inventory = readInventory({
    regions: [
      region({
        'describe-flow-logs': {
          FlowLogs: [
            { ResourceId: 'vpc-1', FlowLogStatus: 'ACTIVE' },
            { ResourceId: 'vpc-2', FlowLogStatus: 'INACTIVE' },
          ],
        },
        'describe-volumes': { Volumes: [{ VolumeId: 'vol-1', Encrypted: true, Attachments: [{ InstanceId: 'i-1' }] }] },
        'describe-key-pairs': { KeyPairs: [{ KeyName: 'ops', CreateTime: '2020-01-01T00:00:00Z' }] },
        'describe-images': { Images: [{ ImageId: 'ami-1', CreationDate: '2024-01-01T00:00:00Z' }] },
        'ssm-describe-instance-patch-states': {
          InstancePatchStates: [{ InstanceId: 'i-1', MissingCount: 2, FailedCount: 0 }],
        },
        'service-quotas-list-service-quotas': { Quotas: [{ QuotaCode: 'L-0EA8095F', Value: 100 }] },
      }),
    ],
  });
  expect(inventory).toEqual({
    at: PLACE.takenAt,
    read: new Set(
      [
        'describe-flow-logs',
        'describe-volumes',
        'describe-key-pairs',
        'describe-images',
        'ssm-describe-instance-patch-states',
        'service-quotas-list-service-quotas',
      ].map((operation) => `123456789012 us-east-1 ${operation}`),
    ),
    flowLogs: new Set(['vpc-1']),
    volumes: [{ id: 'vol-1', encrypted: true, instanceIds: ['i-1'] }],
    keyPairs: [{ name: 'ops', account: PLACE.account, region: PLACE.region, createdAt: '2020-01-01T00:00:00Z' }],
    imageDates: new Map([['ami-1', '2024-01-01T00:00:00Z']]),
    patchStates: new Map([['i-1', { missing: 2, failed: 0 }]]),
    quotas: new Map([['123456789012 us-east-1 L-0EA8095F', 100]]),
  });
});

it('says of each Region only what was wholly read there', () => {
  const read = {
    'describe-flow-logs': { FlowLogs: [{ ResourceId: 'vpc-1' }] },
    'describe-volumes': { Volumes: 'none' },
  };
  const denied = new Map([
    ['describe-flow-logs', { status: 'denied' as const, reason: 'no', output: { FlowLogs: [] } }],
  ]);
  const regions = [region(read), region({}, { region: 'eu-west-1', operations: denied })];
  for (const some of [regions, regions.slice(0, 1)])
    expect(readInventory({ regions: some })).toEqual({
      at: PLACE.takenAt,
      read: new Set(['123456789012 us-east-1 describe-flow-logs']),
      flowLogs: new Set(['vpc-1']),
    });
});
