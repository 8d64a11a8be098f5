import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/index.ts';
import { withMembers } from '../../../src/server/wire/members.ts';

const MEMBERS = [
  { id: '111111111111', name: 'production' },
  { id: '222222222222', name: 'prod' },
  { id: '333333333333', name: 'lab' },
];

function configured(text: string) {
  const parsed = parseConfig(text, 'sallyport.yml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return { config: parsed.config, errors: [] };
}

test('members are read as if each were listed; one that is listed keeps its own settings, and names stay distinct', () => {
  const { config } = withMembers(
    configured(`
accounts: [{ id: "111111111111", name: prod, role: Own, regions: [eu-west-1] }]
organization: { managementRole: "arn:aws:iam::111111111111:role/Org", regions: [us-east-1, us-east-2], issues: acme/security }
`),
    MEMBERS,
  );
  const member = { role: 'SallyportReadOnly', regions: ['us-east-1', 'us-east-2'], issues: 'acme/security' };
  expect(config?.accounts).toEqual([
    { id: '111111111111', name: 'prod', role: 'Own', regions: ['eu-west-1'] },
    { id: '222222222222', name: '222222222222', ...member },
    { id: '333333333333', name: 'lab', ...member },
  ]);
});

test('without an organisation in the configuration nobody is a member', () => {
  const configuration = configured('accounts: [{ id: "111111111111", name: prod, regions: [eu-west-1] }]');
  expect(withMembers(configuration, MEMBERS)).toBe(configuration);
});

test.each([
  ['include: { units: [ou-abcd-12345678], tags: { stage: [prod] }, ids: ["222222222222"] }', true],
  ['exclude: { units: [r-abcd], tags: { stage: [] } }', true],
  ['include: { units: [production] }', false],
  ['include: { ids: ["12"] }', false],
  ['include: { name: prod }', false],
])('a choice of members written %s is valid: %s', (choice, ok) => {
  const text = `organization: { managementRole: "arn:aws:iam::111111111111:role/Org", ${choice} }`;
  expect(parseConfig(text, 'sallyport.yml').ok).toBe(ok);
});
