import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/index.ts';
import { type RouteFacts, routeOf } from '../../src/drift/route.ts';
import type { Finding } from '../../src/findings/index.ts';
import { findingOf } from './estate.ts';

const parsed = parseConfig(
  `
accounts:
  - { id: "123456789012", name: prod, regions: [us-east-1, eu-west-1], issues: acme/infra, labels: [aws], assignees: [ada] }
  - { id: "210987654321", name: dev, regions: [us-east-1] }
issues:
  routes:
    - { checks: [rules-quota], issues: acme/network, assignees: [ada, bob] }
    - { tags: { team: payments, tier: [web, api] }, issues: acme/payments }
    - { owners: ["@Acme/db"], issues: acme/db }
    - { accounts: [prod], severities: [low], regions: [eu-west-1], labels: [later] }
    - { accounts: ["210987654321"], issues: acme/dev }
`,
  'sallyport.yml',
);
const config = parsed.ok ? parsed.config : expect.unreachable(JSON.stringify(parsed.errors));

describe('a finding goes where the first route that matches it says', () => {
  const none: RouteFacts = { tags: {}, owners: [] };
  const extras = { labels: ['aws'], assignees: ['ada'] };
  it.each<[string, Partial<Finding>, Partial<RouteFacts>, object]>([
    ['its account, without one', {}, {}, { repository: 'acme/infra', ...extras }],
    [
      'by its check',
      { check: 'rules-quota' },
      {},
      { repository: 'acme/network', ...extras, assignees: ['ada', 'bob'] },
    ],
    ['by all its tags', {}, { tags: { team: 'payments', tier: 'api' } }, { repository: 'acme/payments', ...extras }],
    ['not by one tag of two', {}, { tags: { team: 'payments' } }, { repository: 'acme/infra', ...extras }],
    [
      'not by a name every object has',
      {},
      { tags: JSON.parse('{"toString":"payments"}') },
      { repository: 'acme/infra' },
    ],
    ['by the owner of its line', {}, { owners: ['@acme/DB'] }, { repository: 'acme/db', ...extras }],
    [
      'the first of two',
      { check: 'rules-quota' },
      { owners: ['@acme/db'] },
      { repository: 'acme/network', ...extras, assignees: ['ada', 'bob'] },
    ],
    [
      'with labels only, to its account’s',
      { severity: 'low', region: 'eu-west-1' },
      {},
      { repository: 'acme/infra', labels: ['aws', 'later'], assignees: ['ada'] },
    ],
    ['by its account’s id', { account: '210987654321' }, {}, { repository: 'acme/dev', labels: [], assignees: [] }],
    ['nowhere, where nothing is said', { account: '333333333333' }, {}, { labels: [], assignees: [] }],
  ])('%s', (_how, finding, facts, routed) => {
    expect(routeOf({ ...findingOf('sg-a'), ...finding }, { ...none, ...facts }, config)).toMatchObject(routed);
  });
});

it.each([
  ['an account that is not linked', 'accounts: [staging], issues: acme/x', "'staging' is no account under accounts"],
  ['nothing to do', 'checks: [rules-quota]', 'must say what is to be done'],
  ['a team without @', 'owners: [acme/db], issues: acme/x', 'must be written as in CODEOWNERS'],
  ['a label with a comma', 'labels: ["a,b"]', 'must not hold a comma'],
])('a route that names %s is an error at its line', (_what, route, message) => {
  const result = parseConfig(`issues:\n  routes:\n    - { ${route} }\n`, 'sallyport.yml');
  expect(result).toMatchObject({ ok: false, errors: [{ line: 3, message: expect.stringContaining(message) }] });
});
