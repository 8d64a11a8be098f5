import {
  AcceptVpcPeeringConnectionCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcPeeringConnectionCommand,
  DescribeImagesCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateLoadBalancerCommand,
  ElasticLoadBalancingClient,
  RegisterInstancesWithLoadBalancerCommand,
} from '@aws-sdk/client-elastic-load-balancing';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectAccount } from '../../src/aws/index.ts';
import type { Network } from '../../src/network/index.ts';
import { readInventory, type Snapshot, toNetwork } from '../../src/snapshot/index.ts';
import { retryAtOnce } from '../aws/support/fake-aws.ts';

// An independent peer: what the emulator's own code makes of our calls, rather than a fake of ours. `npm run test:services`
// installs and starts it and sets MOTO_URL.
const MOTO_URL = process.env['MOTO_URL'];
const REGION = 'us-east-1';
const ACCOUNTS = ['111111111111', '222222222222'] as const;
const BASE = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };

describe.skipIf(MOTO_URL === undefined)('accounts made in an AWS emulator', () => {
  const created = new Map<
    string,
    { vpc: string; subnet: string; web: string; db: string; acl: string; instance: string }
  >();
  const snapshots: Snapshot[] = [];
  let network: Network;
  let peering = '';

  beforeAll(async () => {
    process.env['AWS_ENDPOINT_URL'] = MOTO_URL;
    const clients = await Promise.all(ACCOUNTS.map(clientOf));
    for (const [at, account] of ACCOUNTS.entries()) {
      created.set(account, await build(clients[at]!.ec2, `10.${at}.0.0/16`));
      await buildBalancer(clients[at]!.elb, created.get(account)!);
    }
    const [one, other] = ACCOUNTS.map((account) => created.get(account)!);
    const { VpcPeeringConnection } = await clients[0]!.ec2.send(
      new CreateVpcPeeringConnectionCommand({ VpcId: one!.vpc, PeerVpcId: other!.vpc, PeerOwnerId: ACCOUNTS[1] }),
    );
    peering = VpcPeeringConnection?.VpcPeeringConnectionId ?? '';
    await clients[1]!.ec2.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: peering }));
    for (const account of ACCOUNTS)
      snapshots.push(
        await collectAccount(
          {
            ...{ account, role: 'SallyportReadOnly', externalId: 'acme-1', regions: [REGION] },
            extras: ['inventory'],
            ...{ credentials: BASE, clock: () => new Date() },
          },
          // What the emulator lacks it answers with a server's error, which is not worth waiting for here.
          { retryStrategy: retryAtOnce(1) },
        ),
      );
    network = toNetwork({ regions: snapshots.flatMap(({ regions }) => regions) });
  });
  afterAll(() => {
    delete process.env['AWS_ENDPOINT_URL'];
  });

  it.each(ACCOUNTS)('%s: its own VPC, subnet, instance and interface, and nothing of the other account', (account) => {
    const { vpc, subnet, instance, web } = created.get(account)!;
    const own = network.vpcs.filter((each) => each.account === account).map(({ id }) => id);
    expect(own).toContain(vpc);
    expect(network.subnets.find(({ id }) => id === subnet)).toMatchObject({ account, vpcId: vpc });
    expect(network.interfaces.filter(({ instanceId }) => instanceId === instance)).toMatchObject([
      { account, subnetId: subnet, securityGroupIds: [web] },
    ]);
  });

  it.each(ACCOUNTS)('%s: its groups with the rules they were given', (account) => {
    const { web, db } = created.get(account)!;
    const ingress = (id: string) =>
      network.securityGroups
        .find((group) => group.id === id)
        ?.rules.filter(({ direction }) => direction === 'ingress')
        .map(({ service, peer }) => ({ service, peer }));
    expect(ingress(web)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          service: expect.objectContaining({ protocol: 6, ports: [22, 22] }),
          peer: { kind: 'cidr', cidr: '0.0.0.0/0' },
        }),
        expect.objectContaining({ peer: { kind: 'cidr', cidr: '2001:db8::/32' } }),
      ]),
    );
    expect(ingress(web)).toHaveLength(2);
    expect(ingress(db)).toEqual([
      {
        service: expect.objectContaining({ protocol: 6, ports: [5432, 5432] }),
        peer: expect.objectContaining({ kind: 'security-group', groupId: web }),
      },
    ]);
  });

  it.each(ACCOUNTS)('%s: its network ACL, entry by entry', (account) => {
    const acl = network.networkAcls.find(({ id }) => id === created.get(account)!.acl);
    expect(acl?.entries).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ruleNumber: 90, direction: 'ingress', action: 'deny', cidr: '198.51.100.0/24' }),
      ]),
    );
  });

  it('the peering between them, seen from both sides as one', () => {
    expect(network.peerings.filter(({ id }) => id === peering)).toMatchObject([
      {
        status: 'active',
        requester: { account: ACCOUNTS[0], vpcId: created.get(ACCOUNTS[0])!.vpc },
        accepter: { account: ACCOUNTS[1], vpcId: created.get(ACCOUNTS[1])!.vpc },
      },
    ]);
  });

  it.each(ACCOUNTS)('%s: its classic load balancer, and the instance behind it', (account) => {
    const { web, instance, vpc } = created.get(account)!;
    expect(network.loadBalancers.filter((each) => each.account === account)).toMatchObject([
      {
        ...{ id: 'shop', type: 'classic', scheme: 'internal', vpcId: vpc, securityGroupIds: [web] },
        listeners: [{ protocol: 'HTTP', port: 80, targetGroupArns: ['shop/HTTP/8080'] }],
      },
    ]);
    expect(network.targetGroups.filter((each) => each.account === account)).toMatchObject([
      { id: 'shop/HTTP/8080', port: 8080, targets: [{ id: instance }] },
    ]);
  });

  it('the volumes of its instances, beside the network', () => {
    const { volumes = [], read } = readInventory({ regions: snapshots.flatMap(({ regions }) => regions) });
    for (const account of ACCOUNTS) {
      expect(volumes.flatMap(({ instanceIds }) => instanceIds)).toContain(created.get(account)!.instance);
      expect(read).toContain(`${account} ${REGION} describe-flow-logs`);
    }
  });

  it('what the emulator does not know is a gap, never an empty answer', () => {
    const empty = snapshots.flatMap(({ regions }) => regions).flatMap(({ operations }) => [...operations]);
    for (const [, recorded] of empty) if (recorded.status !== 'complete') expect(recorded.reason).not.toBe('');
    const read = empty.filter(([, { status }]) => status === 'complete').map(([operation]) => operation);
    expect(read).toEqual(
      expect.arrayContaining([
        'describe-vpcs',
        'describe-security-groups',
        'describe-network-interfaces',
        'describe-route-tables',
      ]),
    );
  });
});

interface Clients {
  readonly ec2: EC2Client;
  readonly elb: ElasticLoadBalancingClient;
}

async function clientOf(account: string): Promise<Clients> {
  const sts = new STSClient({ region: REGION, credentials: BASE });
  const { Credentials: given } = await sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/Builder`, RoleSessionName: 'build' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = given ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  const config = { region: REGION, credentials };
  return { ec2: new EC2Client(config), elb: new ElasticLoadBalancingClient(config) };
}

async function build(ec2: EC2Client, CidrBlock: string) {
  const vpc = (await ec2.send(new CreateVpcCommand({ CidrBlock }))).Vpc?.VpcId ?? '';
  const inside = CidrBlock.replace('.0.0/16', '.1.0/24');
  const subnet = (await ec2.send(new CreateSubnetCommand({ VpcId: vpc, CidrBlock: inside }))).Subnet?.SubnetId ?? '';
  const group = async (GroupName: string) =>
    (await ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: GroupName, VpcId: vpc }))).GroupId ?? '';
  const [web, db] = [await group('web'), await group('db')];
  const tcp = (port: number) => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port });
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: web,
      IpPermissions: [
        { ...tcp(22), IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
        { ...tcp(443), Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }] },
      ],
    }),
  );
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: db,
      IpPermissions: [{ ...tcp(5432), UserIdGroupPairs: [{ GroupId: web }] }],
    }),
  );
  const acl = (await ec2.send(new CreateNetworkAclCommand({ VpcId: vpc }))).NetworkAcl?.NetworkAclId ?? '';
  await ec2.send(
    new CreateNetworkAclEntryCommand({
      ...{ NetworkAclId: acl, RuleNumber: 90, RuleAction: 'deny', Egress: false, CidrBlock: '198.51.100.0/24' },
      ...{ Protocol: '6', PortRange: { From: 1, To: 1_000 } },
    }),
  );
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({}));
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({
      ...{ ImageId: Images[0]?.ImageId ?? 'ami-1', InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 },
      ...{ SubnetId: subnet, SecurityGroupIds: [web] },
    }),
  );
  return { vpc, subnet, web, db, acl, instance: Instances[0]?.InstanceId ?? '' };
}

async function buildBalancer(
  elb: ElasticLoadBalancingClient,
  { subnet, web, instance }: { readonly subnet: string; readonly web: string; readonly instance: string },
): Promise<void> {
  const LoadBalancerName = 'shop';
  await elb.send(
    new CreateLoadBalancerCommand({
      ...{ LoadBalancerName, Scheme: 'internal', Subnets: [subnet], SecurityGroups: [web] },
      Listeners: [{ Protocol: 'HTTP', LoadBalancerPort: 80, InstanceProtocol: 'HTTP', InstancePort: 8080 }],
    }),
  );
  await elb.send(
    new RegisterInstancesWithLoadBalancerCommand({ LoadBalancerName, Instances: [{ InstanceId: instance }] }),
  );
}
