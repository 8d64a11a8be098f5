import { resourceCause } from './cause.ts';
import type { Check } from './check.ts';
import { KINDS, madeBy, mayBe } from './drift/kinds.ts';
import { plainFinding } from './plain-finding.ts';
import { count } from './words.ts';

export const unmanagedResource: Check = {
  id: 'unmanaged-resource',
  title: 'Resources of an account are in no code',
  what: 'VPCs, subnets, groups, ACLs and route tables of an account and Region with code, that none of the code makes. Where some of the code could not be read, or makes something that cannot be recognised, nothing is said.',
  why: 'What is in no code is reviewed by nobody, and lost when the account is built anew.',
  severity: 'info',
  references: {},
  dependsOn: [
    'describe-vpcs',
    'describe-subnets',
    'describe-security-groups',
    'describe-network-acls',
    'describe-route-tables',
    'code',
  ],
  parameters: {},
  remediation: 'Import them into the code, add the code that makes them to the configuration, or delete them.',
  run: (context, { severity }) => {
    const { code = [] } = context.more;
    // What was not read may make anything.
    if (code.some(({ unread }) => unread.length > 0)) return [];
    const places = new Set(code.map(({ account, region }) => `${account} ${region}`));
    return KINDS.flatMap((kind) => {
      const made = new Map(code.flatMap((root) => madeBy(root, kind).map((each) => [each.id, each])));
      const there = kind.of(context.network);
      const ids = new Set(there.map(({ id }) => id));
      const unrecognised = [...made.values()].filter(({ id }) => !ids.has(id));
      const loose = there.filter(
        (each) =>
          places.has(`${each.account} ${each.region}`) &&
          !made.has(each.id) &&
          !unrecognised.some((stated) => mayBe(stated, each, kind)),
      );
      const groups = Map.groupBy(loose, ({ account, region, vpcId }) => JSON.stringify([account, region, vpcId ?? '']));
      return [...groups.values()].map((resources) => {
        const [first] = resources;
        const where = first!.vpcId ?? `${first!.account} ${first!.region}`;
        const id = first!.vpcId ?? first!.id;
        const { account, region, origin } = first!;
        return plainFinding(
          'unmanaged-resource',
          'vpc',
          { id, account, region, origin },
          {
            severity,
            identity: [where, kind.kind],
            title: `${count(resources.length, kind.name)} of ${where} ${resources.length === 1 ? 'is' : 'are'} in no code`,
            summary: `No root of code makes ${resources
              .slice(0, 10)
              .map((each) => each.id)
              .join(', ')}${resources.length > 10 ? ` and ${resources.length - 10} more` : ''}.`,
            because: resources
              .slice(0, 50)
              .map((each) =>
                resourceCause(
                  each,
                  `${each.name && each.name !== each.id ? `${each.name} (${each.id})` : each.id} is in no code`,
                ),
              ),
            fix: { cli: [] },
          },
        );
      });
    });
  },
};
