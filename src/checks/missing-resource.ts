import { resourceCause } from './cause.ts';
import type { Check } from './check.ts';
import { KINDS, madeBy, mayBe } from './drift/kinds.ts';
import { plainFinding } from './plain-finding.ts';
import { count } from './words.ts';

export const missingResource: Check = {
  id: 'missing-resource',
  title: 'Code makes resources that the account does not hold',
  what: 'VPCs, subnets, groups, ACLs and route tables of code that were not found in its account and Region.',
  why: 'The code was never applied, or somebody deleted what it made; the next apply brings it back.',
  severity: 'low',
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
  remediation: 'Apply the code, or remove from it what is gone for good.',
  run: (context, { severity }) =>
    (context.more.code ?? []).flatMap((root) => {
      const missing = KINDS.flatMap((kind) => {
        const there = kind.of(context.network);
        const ids = new Set(there.map(({ id }) => id));
        return madeBy(root, kind)
          .filter((stated) => !ids.has(stated.id) && !there.some((each) => mayBe(stated, each, kind)))
          .map((resource) =>
            resourceCause(resource, `${kind.name} ${resource.name ?? resource.id} is not in the account`),
          );
      });
      if (missing.length === 0) return [];
      const { name, account, region } = root;
      const origin = { kind: 'live' as const, account, region, operation: 'describe-vpcs' };
      return [
        plainFinding(
          'missing-resource',
          'code',
          { id: name, account, region, origin },
          {
            severity,
            title: `${count(missing.length, 'resource')} of ${name} ${missing.length === 1 ? 'is' : 'are'} not in ${account} ${region}`,
            summary: `${name} makes ${count(missing.length, 'resource')} that nothing in the account was recognised as.`,
            because: missing.slice(0, 50),
            fix: { cli: [] },
          },
        ),
      ];
    }),
};
