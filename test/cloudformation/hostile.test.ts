import { expect, it } from 'vitest';
import { readTemplate, TemplateError } from '../../src/cloudformation/index.ts';

const read = (text: string) => readTemplate(text, { file: 't.yaml' });
const LETTERS = 'abcdefghijklmnopqrstuvw'.split('');

/** Each anchor holds the one before several times. */
const laughs = (item: (anchor: string) => string): string =>
  [
    `a: &a {x: 1}`,
    ...LETTERS.slice(1).map((letter, i) => `${letter}: &${letter} ${item(LETTERS[i]!)}`),
    'Resources: *w',
  ].join('\n');

it.each<[string, string]>([
  ['lists in lists', `Resources: ${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ['maps in maps', `{"Resources":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`],
  ['aliases of lists of aliases', laughs((anchor) => `[${Array(9).fill(`*${anchor}`).join(',')}]`)],
  ['aliases of maps of aliases', laughs((anchor) => `{p: *${anchor}, q: *${anchor}}`)],
])('%s are refused', (_, text) => {
  expect(() => read(text)).toThrow(TemplateError);
  expect(() => read(text)).toThrow('beyond reason');
});

it('loops in loops are written out only so far, and the rest is named', () => {
  const items = Array.from({ length: 100 }, (_, i) => i).join(',');
  const network = read(`Resources:
  Fn::ForEach::A:
    - X
    - [${items}]
    - Fn::ForEach::B&{X}:
        - Y
        - [${items}]
        - R&{X}x&{Y}: { Type: AWS::EC2::InternetGateway }`);
  expect(network.internetGateways.length).toBeLessThanOrEqual(5_000);
  expect(network.problems.length).toBeGreaterThan(0);
});

it('conditions in a circle decide nothing', () => {
  const network = read(`Conditions: { A: !Not [!Condition B], B: !Not [!Condition A] }
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Condition: A
    Properties: { GroupDescription: x, SecurityGroupIngress: [{ IpProtocol: "-1", CidrIp: 10.0.0.0/8 }] }`);
  expect(network.securityGroups[0]?.rules.map((rule) => rule.peer.kind)).toContain('unknown');
});

it('names of the language are only names', () => {
  const network = read('Resources: { constructor: { Type: AWS::EC2::VPC }, __proto__: { Type: AWS::EC2::VPC } }');
  expect(network.vpcs.map((vpc) => vpc.id)).toContain('constructor');
});
