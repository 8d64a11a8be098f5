import { type Instance, isUnknown } from '../network/index.ts';
import { resourceCause } from './cause.ts';
import type { Check } from './check.ts';
import { runningInstances } from './instances.ts';
import { plainFinding } from './plain-finding.ts';
import { count, instanceText } from './words.ts';

const parameters = {
  /** So many instances may share one key pair. */
  maximumInstances: 10,
  /** A key pair older than this is old; needs the key pairs to be read. */
  maximumDays: 365,
};

export const keyPair: Check<typeof parameters> = {
  id: 'key-pair',
  title: 'A key pair is old, shared by many instances or unused',
  what: 'Key pairs of many instances at once, older than a year, or of no instance.',
  why: 'Whoever once had the private key, also those who left, still has every machine that trusts it.',
  severity: 'low',
  references: {},
  dependsOn: ['describe-instances'],
  alsoReads: ['describe-key-pairs'],
  parameters,
  remediation: 'Use Session Manager or EC2 Instance Connect; delete key pairs that nothing uses.',
  run: (context, { severity, parameters }) => {
    const byKey = Map.groupBy(
      runningInstances(context).filter(({ keyName }) => keyName !== undefined && !isUnknown(keyName)),
      ({ account, region, keyName }) => JSON.stringify([account, region, keyName]),
    );
    const { inventory } = context.more;
    const shared = [...byKey].flatMap(([key, instances]) => {
      const name = (JSON.parse(key) as readonly string[])[2]!;
      if (instances.length <= parameters.maximumInstances) return [];
      return [
        {
          key,
          name,
          place: instances[0]!,
          reason: `is shared by ${count(instances.length, 'instance')}`,
          instances,
          restsOn: [],
        },
      ];
    });
    const aged = (inventory?.keyPairs ?? []).flatMap(({ name, account, region, createdAt }) => {
      const key = JSON.stringify([account, region, name]);
      const instances = byKey.get(key) ?? [];
      if (shared.some((each) => each.key === key)) return [];
      const days =
        createdAt === undefined || inventory?.at === undefined
          ? 0
          : Math.floor((Date.parse(inventory.at) - Date.parse(createdAt)) / 86_400_000);
      const place = {
        account,
        region,
        origin: { kind: 'live' as const, account, region, operation: 'describe-key-pairs' },
      };
      if (instances.length === 0 && context.lacks(account, region, 'describe-instances')) return [];
      if (instances.length === 0) return [{ key, name, place, reason: 'is used by no instance', instances }];
      return days > parameters.maximumDays ? [{ key, name, place, reason: `is ${days} days old`, instances }] : [];
    });
    return [...shared, ...aged].map(({ key: _, name, place, reason, instances, ...rest }) => {
      const { account, region, origin } = place;
      return plainFinding(
        'key-pair',
        'key-pair',
        { id: name, account, region, origin },
        {
          severity,
          title: `the key pair ${name} ${reason}`,
          summary: `The key pair ${name} of ${account} ${region} ${reason}.`,
          because: instances.slice(0, 20).map(because),
          ...rest,
          fix: { cli: [] },
        },
      );
    });
  },
};

function because(instance: Instance) {
  return resourceCause(instance, `${instanceText(instance)} trusts it`);
}
