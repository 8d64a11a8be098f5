import { describe, expect, test } from 'vitest';
import { readTemplate, TemplateError } from '../../src/cloudformation/index.ts';
import type { SecurityGroupRule } from '../../src/network/index.ts';

const read = (text: string, parameters: Record<string, string> = {}) =>
  readTemplate(text, { file: 'net.yaml', parameters, account: '012345678901', region: 'eu-west-1' });

const group = (ingress: string, head = ''): string => `${head}
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
${ingress.replace(/^/gm, '        ')}`;

const peers = (rules: readonly SecurityGroupRule[], direction?: 'ingress'): unknown[] =>
  rules
    .filter((rule) => rule.direction === (direction ?? rule.direction))
    .map(({ peer }) => (peer.kind === 'cidr' ? peer.cidr : peer.kind === 'security-group' ? peer.groupId : peer.kind));

const SSH = '- { IpProtocol: tcp, FromPort: "22", ToPort: 22, CidrIp: ';

describe('values', () => {
  const cases: readonly [string, string, string, unknown[]][] = [
    ['a literal', '', '10.0.0.0/8', ['10.0.0.0/8']],
    [
      'a parameter with a default',
      'Parameters: { P: { Type: String, Default: 10.1.0.0/16 } }',
      '!Ref P',
      ['10.1.0.0/16'],
    ],
    ['a parameter without a value', 'Parameters: { P: { Type: String } }', '!Ref P', ['unknown']],
    ['Sub, short', 'Parameters: { P: { Type: String, Default: 10.2.0.0 } }', `!Sub "\${P}/16"`, ['10.2.0.0/16']],
    ['Sub with names, long', '', `{ "Fn::Sub": ["\${A}/8", { A: 10.0.0.0 }] }`, ['10.0.0.0/8']],
    ['Join', '', '!Join ["", [10.0.0.0, /8]]', ['10.0.0.0/8']],
    ['Select of Split', '', '!Select [1, !Split [",", "10.0.0.0/8,172.16.0.0/12"]]', ['172.16.0.0/12']],
    [
      'Select of a list parameter',
      'Parameters: { L: { Type: CommaDelimitedList, Default: "10.0.0.0/8, 172.16.0.0/12" } }',
      '!Select [1, !Ref L]',
      ['172.16.0.0/12'],
    ],
    [
      'FindInMap by Region',
      'Mappings: { M: { eu-west-1: { office: 198.51.100.0/24 } } }',
      '!FindInMap [M, !Ref "AWS::Region", office]',
      ['198.51.100.0/24'],
    ],
    [
      'FindInMap that fails',
      'Mappings: { M: { us-east-1: { office: 198.51.100.0/24 } } }',
      '!FindInMap [M, !Ref "AWS::Region", office]',
      ['unknown'],
    ],
    [
      'If, decided',
      'Conditions: { C: !Equals [!Ref "AWS::AccountId", "012345678901"] }',
      '!If [C, 10.0.0.0/8, 0.0.0.0/0]',
      ['10.0.0.0/8'],
    ],
    [
      'If, undecided',
      'Parameters: { P: { Type: String } }\nConditions: { C: !Equals [!Ref P, x] }',
      '!If [C, 10.0.0.0/8, 0.0.0.0/0]',
      ['unknown'],
    ],
    [
      'Or with one known truth',
      'Parameters: { P: { Type: String } }\nConditions: { C: !Or [!Equals [!Ref P, x], !Equals [a, a]] }',
      '!If [C, 10.0.0.0/8, 0.0.0.0/0]',
      ['10.0.0.0/8'],
    ],
    ['Cidr', '', '!Select [1, !Cidr [10.0.0.0/16, 4, 8]]', ['10.0.1.0/24']],
    ['an import', '', '!ImportValue other', ['unknown']],
    ['a dynamic reference', '', "'{{resolve:ssm:/office/cidr:1}}'", ['unknown']],
    ['a dynamic reference in a text', '', "!Sub '{{resolve:ssm:/office}}/32'", ['unknown']],
  ];
  test.each(cases)('%s', (_, head, expression, expected) => {
    expect(peers(read(group(`${SSH}${expression} }`, head)).securityGroups[0]!.rules, 'ingress')).toEqual(expected);
  });

  test('an undecided rule stays, in both branches', () => {
    const head = 'Parameters: { P: { Type: String } }\nConditions: { C: !Equals [!Ref P, x] }';
    const rules = read(
      group(`- !If [C, { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0 }, !Ref "AWS::NoValue"]`, head),
    ).securityGroups[0]!.rules;
    expect(rules.slice(0, 1)).toMatchObject([
      {
        service: { ports: [22, 22] },
        peer: { kind: 'unknown', unknown: expect.stringContaining('parameter P has no value') },
      },
    ]);
  });

  test('a rule names its line and the line of its deciding value', () => {
    const head = 'Parameters:\n  P:\n    Type: String\n    Default: 0.0.0.0/0';
    const [rule] = read(group(`- IpProtocol: tcp\n  FromPort: 22\n  ToPort: 22\n  CidrIp: !Ref P`, head))
      .securityGroups[0]!.rules;
    expect(rule!.origin).toMatchObject({
      address: 'Web',
      location: { file: 'net.yaml', line: 11 },
      cause: { line: 4 },
    });
  });
});

describe('egress', () => {
  const bare = 'Resources: { Web: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: x } } }';
  test('none stated keeps the allow-all rule of AWS', () =>
    expect(peers(read(bare).securityGroups[0]!.rules)).toEqual(['0.0.0.0/0']));
  test('so does an empty list: only a rule replaces it', () =>
    expect(peers(read(bare.replace('x }', 'x, SecurityGroupEgress: [] }')).securityGroups[0]!.rules)).toEqual([
      '0.0.0.0/0',
    ]));
  test('a separate egress rule replaces it', () => {
    const text = `{"Resources": {
      "Web": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "x"}},
      "Out": {"Type": "AWS::EC2::SecurityGroupEgress", "Properties": {"GroupId": {"Fn::GetAtt": ["Web", "GroupId"]},
        "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "DestinationSecurityGroupId": {"Ref": "Web"}}}}}`;
    expect(peers(read(text).securityGroups[0]!.rules)).toEqual(['Web']);
  });

  describe('behind conditions that nobody can decide', () => {
    const template = (egress: string, more = ''): string => `
Parameters: { A: { Type: String }, B: { Type: String } }
Conditions:
  A: !Equals [!Ref A, "yes"]
  B: !Equals [!Ref B, "yes"]
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: x
      SecurityGroupEgress: ${egress}
${more}`;
    const web = '{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }';
    const db = '{ IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 10.0.0.0/8 }';
    const six = '{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIpv6: "::/0" }';
    const said = (text: string) =>
      read(text).securityGroups[0]!.rules.map(({ service, peer }) => {
        const ports = 'ports' in service ? service.ports[0] : 'all';
        return `${ports} ${peer.kind === 'cidr' ? peer.cidr : peer.kind}`;
      });
    const separate = (condition: string): string => `
  Out:
    Type: AWS::EC2::SecurityGroupEgress
${condition}
    Properties: { GroupId: !Ref Web, IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8 }`;
    test.each([
      [
        'a list or nothing: what AWS would allow anyway is certain',
        `!If [A, [${web}], !Ref "AWS::NoValue"]`,
        '',
        ['443 0.0.0.0/0', 'all unknown'],
      ],
      [
        'nothing or a list',
        `!If [A, !Ref "AWS::NoValue", [${web}, ${db}]]`,
        '',
        ['all unknown', '443 0.0.0.0/0', '5432 10.0.0.0/8'],
      ],
      ['the one rule of a list', `[!If [A, ${web}, !Ref "AWS::NoValue"]]`, '', ['443 0.0.0.0/0', 'all unknown']],
      [
        'rules of IPv6, which AWS does not allow by itself',
        `!If [A, [${six}], []]`,
        '',
        ['443 unknown', 'all unknown'],
      ],
      ['one list or another', `!If [A, [${web}], [${db}]]`, '', ['443 unknown', '5432 unknown']],
      ['what both lists have', `!If [A, [${web}, ${db}], [${web}]]`, '', ['443 0.0.0.0/0', '5432 unknown']],
      [
        'two rules, each with its condition',
        `[!If [A, ${web}, !Ref "AWS::NoValue"], !If [B, ${db}, !Ref "AWS::NoValue"]]`,
        '',
        ['443 unknown', '5432 unknown', 'all unknown'],
      ],
      [
        'a rule that is always there',
        `[${db}, !If [A, ${web}, !Ref "AWS::NoValue"]]`,
        '',
        ['5432 10.0.0.0/8', '443 unknown'],
      ],
      ['a separate rule', '[]', separate('    Condition: A'), ['all unknown', '22 unknown']],
      ['a separate rule that is always there', `!If [A, [${web}], []]`, separate(''), ['443 unknown', '22 10.0.0.0/8']],
    ])('%s', (_what, egress, more, rules) => {
      expect(said(template(egress, more))).toEqual(rules);
    });

    test('the condition is named', () => {
      const [, open] = read(template(`!If [A, [${web}], !Ref "AWS::NoValue"]`)).securityGroups[0]!.rules;
      expect(open!.peer).toMatchObject({ unknown: expect.stringContaining('the condition A is undecided') });
    });

    test('that are too many are not told apart, and nothing of them is certain', () => {
      const names = ['C', 'D', 'E', 'F', 'G', 'H'];
      const items = names.map((name) => `!If [${name}, ${web}, !Ref "AWS::NoValue"]`);
      const text = template(`[${items.join(', ')}]`).replace(
        'Conditions:',
        `Conditions:\n${names.map((name) => `  ${name}: !Equals [!Ref A, ${name}]`).join('\n')}`,
      );
      expect(new Set(said(text))).toEqual(new Set(['443 unknown', 'all unknown']));
    });
  });
});

test('account ids keep their zeros', () => {
  const [peering] = read(`
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  P: { Type: AWS::EC2::VPCPeeringConnection, Properties: { VpcId: !Ref V, PeerVpcId: vpc-9, PeerOwnerId: 098765432109 } }`).peerings;
  expect(peering).toMatchObject({
    requester: { vpcId: 'V' },
    accepter: { account: '098765432109' },
    status: 'pending-acceptance',
  });
});

test('a VPC with its subnet, table, gateway, ACL and instance', () => {
  const network = read(`
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16, Tags: [{ Key: Name, Value: main }] } }
  S: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: 10.0.1.0/24, AvailabilityZone: !Select [0, !GetAZs ''] } }
  I: { Type: AWS::EC2::InternetGateway }
  A: { Type: AWS::EC2::VPCGatewayAttachment, Properties: { VpcId: !Ref V, InternetGatewayId: !Ref I } }
  T: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref V } }
  R: { Type: AWS::EC2::Route, Properties: { RouteTableId: !Ref T, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref I } }
  RS: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { RouteTableId: !Ref T, SubnetId: !Ref S } }
  N: { Type: AWS::EC2::NetworkAcl, Properties: { VpcId: !Ref V } }
  NE: { Type: AWS::EC2::NetworkAclEntry, Properties: { NetworkAclId: !Ref N, RuleNumber: 100, Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0, PortRange: { From: 80, To: 81 } } }
  NS: { Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: { NetworkAclId: !Ref N, SubnetId: !Ref S } }
  X:
    Type: AWS::EC2::Instance
    Properties:
      NetworkInterfaces: [{ DeviceIndex: "0", SubnetId: !Ref S, AssociatePublicIpAddress: true, GroupSet: [!GetAtt V.DefaultSecurityGroup] }]`);
  expect(network.vpcs).toMatchObject([{ id: 'V', name: 'main' }]);
  expect(network.subnets).toMatchObject([{ vpcId: 'V', availabilityZone: 'eu-west-1a' }]);
  expect(network.internetGateways).toMatchObject([{ id: 'I', vpcIds: ['V'] }]);
  expect(network.routeTables).toMatchObject([
    { id: 'T', subnetIds: ['S'], routes: [{ target: { kind: 'internet-gateway', id: 'I' } }] },
  ]);
  expect(network.networkAcls).toMatchObject([{ id: 'N', subnetIds: ['S'] }]);
  expect(network.networkAcls[0]!.entries).toContainEqual(
    expect.objectContaining({ ruleNumber: 100, service: { protocol: 6, ports: [80, 81] } }),
  );
  expect(network.interfaces).toMatchObject([
    {
      instanceId: 'X',
      subnetId: 'S',
      securityGroupIds: ['V.default_security_group_id'],
      publicIpv4: [{ publicIp: null }],
    },
  ]);
  expect(network.problems).toEqual([]);
});

describe('what is no template is refused with its line', () => {
  test.each([
    ['a: [', /net\.yaml:\d+: /],
    ['just text', /no `Resources` section/],
    [
      `a: &a [x,x,x,x,x,x,x,x]\n${'bcdefghi'.replace(/./g, (c, i: number) => `${c}: &${c} [${Array(8).fill(`*${'abcdefgh'[i]}`).join()}]\n`)}`,
      /beyond reason/,
    ],
    [`${'['.repeat(5000)}${']'.repeat(5000)}`, /beyond reason|net\.yaml/],
  ])('%#', (text, message) => {
    expect(() => read(text)).toThrow(TemplateError);
    expect(() => read(text)).toThrow(message);
  });
});

test('what a macro, an included part or a module of the registry makes is named', () => {
  const { problems } = read(`
Transform: [AWS::Serverless-2016-10-31, Acme::Network]
Resources:
  Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://bucket/part.yaml } }
  Net: { Type: Acme::Network::Vpc::MODULE }`);
  expect(problems.map(({ resource, message, line }) => `${resource}:${line} ${message}`)).toEqual([
    'Resources:4 what the transform adds to them is not known',
    'Net:5 what Acme::Network::Vpc::MODULE makes is not known: a module of the registry',
    'Transform:2 the macro Acme::Network may make anything else of the template',
  ]);
});

test('functions of a serverless application get what Globals says', () => {
  const { interfaces } = read(`
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: { VpcConfig: { SubnetIds: [subnet-1], SecurityGroupIds: [sg-1] } }
Resources:
  A: { Type: AWS::Serverless::Function, Properties: { Handler: a.b } }
  B: { Type: AWS::Serverless::Function, Properties: { VpcConfig: { SecurityGroupIds: [sg-2] } } }
  C: { Type: AWS::Serverless::Function }`);
  expect(interfaces.map(({ id, securityGroupIds }) => [id, securityGroupIds])).toEqual([
    ['A/subnet-1', ['sg-1']],
    ['B/subnet-1', ['sg-1', 'sg-2']],
    ['C/subnet-1', ['sg-1']],
  ]);
});

test('functions work with what a resource says', () => {
  const { subnets } = read(`
Resources:
  V: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.7.0.0/16 } }
  A: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref V, CidrBlock: !Select [1, !Cidr [!GetAtt V.CidrBlock, 2, 8]] } }`);
  expect(subnets.map(({ ipv4Cidr }) => ipv4Cidr)).toEqual(['10.7.1.0/24']);
});
