import { z } from 'zod';
import type { Inventory } from '../network/index.ts';
import type { RegionSnapshot, Snapshot } from './model.ts';

const flowLogs = z.object({
  FlowLogs: z.array(z.object({ ResourceId: z.string(), FlowLogStatus: z.string().optional() })),
});
const volumes = z.object({
  Volumes: z.array(
    z.object({
      VolumeId: z.string(),
      Encrypted: z.boolean().default(false),
      Attachments: z.array(z.object({ InstanceId: z.string().optional() })).default([]),
    }),
  ),
});
const keyPairs = z.object({ KeyPairs: z.array(z.object({ KeyName: z.string(), CreateTime: z.string().optional() })) });
const images = z.object({ Images: z.array(z.object({ ImageId: z.string(), CreationDate: z.string().optional() })) });
const patchStates = z.object({
  InstancePatchStates: z.array(
    z.object({ InstanceId: z.string(), MissingCount: z.int().default(0), FailedCount: z.int().default(0) }),
  ),
});
const quotas = z.object({ Quotas: z.array(z.object({ QuotaCode: z.string(), Value: z.number() })) });

/**
 * What a snapshot holds beside the network, from files that are there only where somebody made them or granted the
 * permission: `describe-flow-logs`, `describe-volumes`, `describe-key-pairs`, `describe-images`,
 * `ssm-describe-instance-patch-states` and `service-quotas-list-service-quotas`. A file of another shape says nothing, and
 * neither does one that is not whole; other Regions' files say what they say.
 */
export function readInventory({ regions }: Snapshot): Inventory {
  const read = new Set<string>();
  const wherever = <T>(operation: string, schema: z.ZodType<T>) => {
    const answers = regions.flatMap((region) => {
      const output = outputOf(region, operation, schema);
      if (output === undefined) return [];
      read.add(`${region.account} ${region.region} ${operation}`);
      return [{ region, output }];
    });
    return answers.length > 0 ? answers : undefined;
  };
  const logs = wherever('describe-flow-logs', flowLogs);
  const disks = wherever('describe-volumes', volumes);
  const keys = wherever('describe-key-pairs', keyPairs);
  const made = wherever('describe-images', images);
  const patches = wherever('ssm-describe-instance-patch-states', patchStates);
  const limits = (wherever('service-quotas-list-service-quotas', quotas) ?? []).flatMap(({ region, output }) =>
    output.Quotas.map((quota) => [`${region.account} ${region.region} ${quota.QuotaCode}`, quota.Value] as const),
  );
  const at = regions
    .flatMap(({ takenAt }) => takenAt ?? [])
    .sort()
    .at(-1);
  return {
    read,
    ...(logs && {
      flowLogs: new Set(
        logs.flatMap(({ output }) =>
          output.FlowLogs.filter((log) => log.FlowLogStatus !== 'INACTIVE').map((log) => log.ResourceId),
        ),
      ),
    }),
    ...(disks && {
      volumes: disks.flatMap(({ output }) =>
        output.Volumes.map(({ VolumeId, Encrypted, Attachments }) => ({
          id: VolumeId,
          encrypted: Encrypted,
          instanceIds: Attachments.flatMap(({ InstanceId }) => InstanceId ?? []),
        })),
      ),
    }),
    ...(keys && {
      keyPairs: keys.flatMap(({ region: { account, region }, output }) =>
        output.KeyPairs.map(({ KeyName, CreateTime }) => ({
          name: KeyName,
          account,
          region,
          ...(CreateTime !== undefined && { createdAt: CreateTime }),
        })),
      ),
    }),
    ...(made && {
      imageDates: new Map(
        made.flatMap(({ output }) =>
          output.Images.flatMap(({ ImageId, CreationDate }) =>
            CreationDate === undefined ? [] : [[ImageId, CreationDate] as const],
          ),
        ),
      ),
    }),
    ...(patches && {
      patchStates: new Map(
        patches.flatMap(({ output }) =>
          output.InstancePatchStates.map(
            ({ InstanceId, MissingCount, FailedCount }) =>
              [InstanceId, { missing: MissingCount, failed: FailedCount }] as const,
          ),
        ),
      ),
    }),
    ...(limits.length > 0 && { quotas: new Map(limits) }),
    ...(at !== undefined && { at }),
  };
}

function outputOf<T>({ operations }: RegionSnapshot, operation: string, schema: z.ZodType<T>): T | undefined {
  const recorded = operations.get(operation);
  return recorded?.status === 'complete' ? schema.safeParse(recorded.output).data : undefined;
}
