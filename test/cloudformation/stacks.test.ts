import { describe, expect, it } from 'vitest';
import { cdkStacks, readStacks, readTemplate, TemplateError } from '../../src/cloudformation/index.ts';
import type { Network } from '../../src/network/index.ts';

const PLACE = { account: '012345678901', region: 'eu-west-1' };

const peersOf = (network: Network, id: string): readonly unknown[] | undefined =>
  network.securityGroups
    .find((group) => group.id === id)
    ?.rules.filter((rule) => rule.direction === 'ingress')
    .map(({ peer }) => (peer.kind === 'cidr' ? peer.cidr : peer.kind === 'security-group' ? peer.groupId : peer.kind));

const group = (ingress: string): string => `
    Type: AWS::EC2::SecurityGroup
    Properties: { GroupDescription: x, SecurityGroupEgress: [], SecurityGroupIngress: ${ingress} }`;

const rule = (peer: string): string => `[{ IpProtocol: tcp, FromPort: 22, ToPort: 22, ${peer} }]`;

describe('Fn::ForEach', () => {
  const template = `
Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList, Default: "web,db-1" } }
Mappings: { Blocks: { web: { cidr: 10.1.0.0/16 }, db-1: { cidr: 10.2.0.0/16 } } }
Resources:
  Fn::ForEach::Groups:
    - Name
    - !Ref Names
    - Group&{Name}:${group(rule('CidrIp: !FindInMap [Blocks, !Ref Name, cidr]')).replace(/\n/g, '\n    ')}`;

  it('writes its body out once per item', () => {
    const network = readTemplate(template, { file: 't.yaml', ...PLACE });
    expect(peersOf(network, 'Groupweb')).toEqual(['10.1.0.0/16']);
    expect(peersOf(network, 'Groupdb1')).toEqual(['10.2.0.0/16']);
    expect(network.securityGroups[0]?.rules[0]?.origin).toMatchObject({ location: { file: 't.yaml' } });
  });

  it('names the loop when what it goes over is not known', () => {
    const network = readTemplate(template.replace(', Default: "web,db-1"', ''), { file: 't.yaml', ...PLACE });
    expect(network.securityGroups).toEqual([]);
    expect(network.problems).toMatchObject([{ resource: 'Groups', file: 't.yaml', line: 7 }]);
  });
});

describe('an undecided condition', () => {
  const read = (peers: string) =>
    readTemplate(
      `Parameters: { P: { Type: String } }\nConditions: { C: !Equals [!Ref P, a] }\nResources:\n  Web:${group(peers)}`,
      { file: 't.yaml', ...PLACE },
    );

  it('keeps the rules of both branches, as uncertain', () => {
    const { securityGroups } = read(`!If [C, ${rule('CidrIp: 10.0.0.0/8')}, ${rule('CidrIp: 0.0.0.0/0')}]`);
    const ingress = securityGroups[0]?.rules.filter(({ direction }) => direction === 'ingress');
    expect(ingress?.map((one) => one.peer.kind)).toEqual(['unknown', 'unknown']);
    expect(ingress?.map((one) => one.service)).toEqual([
      { protocol: 6, ports: [22, 22] },
      { protocol: 6, ports: [22, 22] },
    ]);
  });

  it('is no matter where both branches say the same, and says both where they do not', () => {
    expect(peersOf(read(rule('CidrIp: !If [C, 10.0.0.0/8, 10.0.0.0/8]')), 'Web')).toEqual(['10.0.0.0/8']);
    const [open] = read(rule('CidrIp: !If [C, 10.0.0.0/8, 0.0.0.0/0]')).securityGroups[0]?.rules ?? [];
    expect(open?.peer).toMatchObject({ kind: 'unknown', unknown: expect.stringContaining('10.0.0.0/8 or 0.0.0.0/0') });
  });
});

describe('functions of LanguageExtensions', () => {
  it.each([
    ['Length', '!Join ["", ["10.", !Length [a, b, c], ".0.0/16"]]', '10.3.0.0/16'],
    ['ToJsonString', '!Select [1, !Split ["|", !Join ["|", [!ToJsonString { a: [1] }, 10.4.0.0/16]]]]', '10.4.0.0/16'],
  ])('%s', (_, expression, expected) => {
    const network = readTemplate(`Resources:\n  Web:${group(rule(`CidrIp: ${expression}`))}`, { file: 't', ...PLACE });
    expect(peersOf(network, 'Web')).toEqual([expected]);
  });
});

describe('nested stacks', () => {
  const child = `
Parameters: { Office: { Type: String }, Vpc: { Type: String } }
Resources:
  Web:${group(rule('CidrIp: !Ref Office'))}
Outputs: { GroupId: { Value: !GetAtt Web.GroupId } }`;
  const parent = (url: string): string => `
Resources:
  Net:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: ${url}, Parameters: { Office: 198.51.100.0/24, Vpc: vpc-1 } }
  Db:${group(rule('SourceSecurityGroupId: !GetAtt Net.Outputs.GroupId'))}`;

  it('are read with what the stack around gives, and give their outputs', () => {
    const network = readTemplate(parent('./child.yaml'), {
      file: 'stacks/parent.yaml',
      ...PLACE,
      read: (path) => (path === 'stacks/child.yaml' ? child : undefined),
    });
    expect(peersOf(network, 'Net/Web')).toEqual(['198.51.100.0/24']);
    expect(peersOf(network, 'Db')).toEqual(['Net/Web']);
    expect(network.securityGroups.find((one) => one.id === 'Net/Web')?.origin).toMatchObject({
      location: { file: 'stacks/child.yaml' },
    });
  });

  it.each([
    ['elsewhere', 'https://s3.amazonaws.com/bucket/child.yaml', 'not in the repository'],
    ['outside the repository', '../../child.yaml', 'not in the repository'],
    ['that nest themselves', './loop.yaml', 'nests itself'],
  ])('%s are named', (_, url, message) => {
    const loop = 'Resources:\n  Again: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./loop.yaml } }';
    const network = readTemplate(parent(url), {
      file: 'stacks/parent.yaml',
      ...PLACE,
      read: (path) => (path === 'stacks/loop.yaml' ? loop : undefined),
    });
    expect(network.problems.map((problem) => problem.message).join()).toContain(message);
    expect(peersOf(network, 'Db')).toEqual(['unknown']);
  });
});

it('what one stack exports another imports', () => {
  const base = `Resources:\n  Web:${group(rule('CidrIp: 10.0.0.0/8'))}
Outputs: { Group: { Value: !Ref Web, Export: { Name: !Sub "\${AWS::StackName}-web" } } }`;
  const app = `Resources:\n  Db:${group(rule('SourceSecurityGroupId: !ImportValue base-web'))}`;
  const sources = [
    { file: 'base.yaml', name: 'base', text: base, ...PLACE },
    { file: 'app.yaml', name: 'app', text: app, ...PLACE },
  ];
  for (const order of [sources, sources.toReversed()])
    expect(peersOf(readStacks(order), 'app/Db')).toEqual(['base/Web']);
});

describe('a synthesized CDK app', () => {
  const stack = JSON.stringify({
    Resources: { Web: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'web' } } },
  });
  const artifact = (environment: string, templateFile: string) => ({
    type: 'aws:cloudformation:stack',
    environment,
    properties: { templateFile, stackName: 'web' },
  });
  const files: Readonly<Record<string, string>> = {
    'cdk.out/manifest.json': JSON.stringify({
      artifacts: {
        WebProd: artifact('aws://012345678901/eu-west-1', 'Web.template.json'),
        Tree: { type: 'cdk:tree' },
        Stage: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Stage' } },
      },
    }),
    'cdk.out/Web.template.json': stack,
    'cdk.out/assembly-Stage/manifest.json': JSON.stringify({
      artifacts: { Web: artifact('aws://unknown-account/unknown-region', 'Web.template.json') },
    }),
    'cdk.out/assembly-Stage/Web.template.json': stack,
  };

  it('tells its stacks and where they go', () => {
    const stacks = cdkStacks('cdk.out', (path) => files[path]);
    expect(stacks.map(({ file, account, region }) => [file, account, region])).toEqual([
      ['cdk.out/Web.template.json', '012345678901', 'eu-west-1'],
      ['cdk.out/assembly-Stage/Web.template.json', undefined, undefined],
    ]);
    const [prod] = readStacks(stacks).securityGroups;
    expect(prod).toMatchObject({ id: 'web 012345678901 eu-west-1/Web', account: '012345678901', region: 'eu-west-1' });
  });

  it('that was never synthesized says so', () => {
    expect(() => cdkStacks('cdk.out', () => undefined)).toThrow(TemplateError);
    expect(() => cdkStacks('cdk.out', () => '[]')).toThrow('run cdk synth');
  });
});

it('counts as used what is handed to a stack that is elsewhere, or put out', () => {
  const text = `
Resources:
  Given:${group('[]')}
  Told:${group('[]')}
  Alone:${group('[]')}
  Child:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: https://example.com/t.yaml, Parameters: { Group: !Ref Given } }
Outputs: { Group: { Value: !GetAtt Told.GroupId } }`;
  const { securityGroups } = readTemplate(text, { file: 't.yaml', ...PLACE });
  expect(securityGroups.map(({ id, namedBy }) => [id, namedBy])).toEqual([
    ['Given', 'Child'],
    ['Told', 'Group'],
    ['Alone', undefined],
  ]);
});
