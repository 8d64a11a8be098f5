import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  AccountError,
  type CollectOptions,
  collectAccount,
  IAM_ACTIONS,
  type LinkedAccount,
} from '../../src/aws/index.ts';
import { OPERATION_NAMES, type Operation, type Recorded, type Snapshot, toNetwork } from '../../src/snapshot/index.ts';
import { assumedRole, ELBV2, ec2, ec2Error, fakeAws, query, queryError, retryAtOnce } from './support/fake-aws.ts';

const NOW = new Date('2035-01-01T00:00:00Z');

beforeEach(() => nock.cleanAll());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

function collect(account: Partial<LinkedAccount> = {}, options: CollectOptions = {}): Promise<Snapshot> {
  return collectAccount(
    {
      account: '123456789012',
      role: 'SallyportReadOnly',
      regions: ['us-east-1'],
      credentials: { accessKeyId: 'AKIABASE', secretAccessKey: 'base' },
      clock: () => NOW,
      ...account,
    },
    { retryStrategy: retryAtOnce(), ...options },
  );
}

function recorded(snapshot: Snapshot, operation: Operation, region = 0): Recorded {
  const found = snapshot.regions[region]?.operations.get(operation);
  if (!found) throw new Error(`${operation} is not recorded`);
  return found;
}

const group = (id: string) =>
  `<item><groupId>${id}</groupId><groupName>${id}</groupName><ownerId>123456789012</ownerId><vpcId>vpc-1</vpcId>
     <ipPermissions><item><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort>
     <ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item></ipPermissions></item>`;

describe('an empty account', () => {
  test('every operation is asked and recorded complete, and nothing is a gap', async () => {
    fakeAws();
    const snapshot = await collect();
    const [region] = snapshot.regions;
    expect(region?.takenAt).toBe('2035-01-01T00:00:00.000Z');
    expect([...(region?.operations.keys() ?? [])].sort()).toEqual([...OPERATION_NAMES].sort());
    expect([...(region?.operations.values() ?? [])].map(({ status }) => status)).toEqual(
      OPERATION_NAMES.map(() => 'complete'),
    );
    expect(recorded(snapshot, 'describe-vpcs')).toEqual({ status: 'complete', output: { Vpcs: [] } });
    expect(toNetwork(snapshot)).toMatchObject({ gaps: [], problems: [] });
  });
});

describe('the session', () => {
  test('is regional, short, named, and can do only what is called', async () => {
    const aws = fakeAws();
    await collect({ externalId: 'acme-7f3a', regions: ['eu-west-1'] }, { sessionName: 'sallyport-scan' });
    const [assumed, ...others] = aws.of('AssumeRole');
    expect(others).toEqual([]);
    expect(assumed).toMatchObject({ service: 'sts', region: 'eu-west-1', accessKeyId: 'AKIABASE' });
    expect(Object.fromEntries(assumed?.parameters ?? [])).toMatchObject({
      RoleArn: 'arn:aws:iam::123456789012:role/SallyportReadOnly',
      RoleSessionName: 'sallyport-scan',
      ExternalId: 'acme-7f3a',
      DurationSeconds: '900',
    });
    expect(JSON.parse(assumed?.parameters.get('Policy') ?? '')).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: IAM_ACTIONS, Resource: '*' }],
    });
    const reads = aws.requests.filter(({ service }) => service !== 'sts');
    expect(new Set(reads.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['ASIASESSION1']));
  });

  test('is not asked for an external id nobody gave', async () => {
    const aws = fakeAws();
    await collect();
    expect(aws.of('AssumeRole')[0]?.parameters.has('ExternalId')).toBe(false);
  });

  test('that AWS calls expired is renewed, once for all calls under way, and nothing is lost', async () => {
    let sessions = 0;
    const aws = fakeAws(
      ({ action }) => (action === 'AssumeRole' ? assumedRole(++sessions, '2035-01-01T00:15:00Z') : undefined),
      ({ service, accessKeyId }) => {
        if (accessKeyId !== 'ASIASESSION1') return undefined;
        return service === 'ec2'
          ? ec2Error('RequestExpired', 'Request has expired.')
          : queryError('ExpiredToken', 'The security token included in the request is expired', 403);
      },
    );
    const snapshot = await collect();
    expect(aws.of('AssumeRole')).toHaveLength(2);
    expect(toNetwork(snapshot).gaps).toEqual([]);
  });

  test('that is about to end is renewed before it is used', async () => {
    let sessions = 0;
    let now = NOW;
    const aws = fakeAws(
      ({ action }) =>
        action === 'AssumeRole' ? assumedRole(++sessions, `2035-01-01T00:${15 * sessions}:00Z`) : undefined,
      ({ action, parameters }) => {
        if (action !== 'DescribeVpcs') return undefined;
        if (parameters.has('NextToken')) return ec2(action, '<vpcSet/>');
        now = new Date('2035-01-01T00:14:00Z');
        return ec2(action, '<vpcSet/><nextToken>two</nextToken>');
      },
    );
    await collect({ clock: () => now });
    expect(aws.of('DescribeVpcs').map(({ accessKeyId }) => accessKeyId)).toEqual(['ASIASESSION1', 'ASIASESSION2']);
  });

  test.each([
    [
      'the role is refused',
      queryError('AccessDenied', 'User is not authorized to perform: sts:AssumeRole', 403),
      /cannot assume arn:aws:iam::123456789012:role\/SallyportReadOnly \(AccessDenied: .*trust policy/,
    ],
    ['STS answers nothing', query('AssumeRole', ''), /without credentials/],
  ])('%s: the account cannot be read', async (_, answer, message) => {
    fakeAws(({ action }) => (action === 'AssumeRole' ? answer : undefined));
    await expect(collect()).rejects.toThrow(message);
    await expect(collect()).rejects.toBeInstanceOf(AccountError);
  });

  test.each([
    [{ account: '12345' }, /twelve digits/],
    [{ role: 'arn:aws:iam::999999999999:role/R' }, /no role of account 123456789012/],
  ])('is not tried for %o', async (account, message) => {
    const aws = fakeAws();
    await expect(collect(account)).rejects.toThrow(message);
    expect(aws.requests).toEqual([]);
  });

  test.each([
    ['cn-north-1', 'team/Reader', 'arn:aws-cn:iam::123456789012:role/team/Reader'],
    ['us-gov-west-1', 'Reader', 'arn:aws-us-gov:iam::123456789012:role/Reader'],
  ])('in %s is of that partition', async (region, role, arn) => {
    nock(/sts\..*amazonaws\.com/)
      .post('/', (body: Record<string, string>) => body['RoleArn'] === arn)
      .reply(403, queryError('AccessDenied', 'seen').xml);
    await expect(collect({ regions: [region], role })).rejects.toThrow(/seen/);
  });
});

describe('pages', () => {
  test('are followed and merged, at most 200 groups each', async () => {
    const aws = fakeAws(({ action, parameters }) => {
      if (action !== 'DescribeSecurityGroups') return undefined;
      return parameters.get('NextToken') === 'two'
        ? ec2(action, `<securityGroupInfo>${group('sg-2')}</securityGroupInfo>`)
        : ec2(action, `<securityGroupInfo>${group('sg-1')}</securityGroupInfo><nextToken>two</nextToken>`);
    });
    const snapshot = await collect();
    expect(aws.of('DescribeSecurityGroups').map(({ parameters }) => parameters.get('MaxResults'))).toEqual([
      '200',
      '200',
    ]);
    const answer = recorded(snapshot, 'describe-security-groups');
    expect(answer.status).toBe('complete');
    expect(answer.output).not.toHaveProperty('NextToken');
    expect(answer.output).not.toHaveProperty('$metadata');
    const network = toNetwork(snapshot);
    expect(network.securityGroups.map(({ id }) => id)).toEqual(['sg-1', 'sg-2']);
    expect(network.securityGroups[0]?.rules[0]).toMatchObject({
      direction: 'ingress',
      service: { protocol: 6, ports: [22, 22] },
      peer: { kind: 'cidr', cidr: '0.0.0.0/0' },
    });
  });

  test('that fail midway leave the answer truncated, never complete', async () => {
    fakeAws(({ action, parameters }) => {
      if (action !== 'DescribeSecurityGroups') return undefined;
      return parameters.has('NextToken')
        ? ec2Error('InternalError', 'An internal error has occurred', 500)
        : ec2(action, `<securityGroupInfo>${group('sg-1')}</securityGroupInfo><nextToken>two</nextToken>`);
    });
    const snapshot = await collect();
    expect(recorded(snapshot, 'describe-security-groups')).toMatchObject({
      status: 'truncated',
      reason: 'InternalError: An internal error has occurred',
      output: { SecurityGroups: [{ GroupId: 'sg-1' }] },
    });
    expect(toNetwork(snapshot).gaps).toEqual([
      expect.objectContaining({ operation: 'describe-security-groups', kind: 'truncated' }),
    ]);
  });

  test('of calls the SDK does not page are followed too', async () => {
    const exclusion = (id: string) =>
      `<vpcBlockPublicAccessExclusionSet><item><exclusionId>${id}</exclusionId></item></vpcBlockPublicAccessExclusionSet>`;
    fakeAws(({ action, parameters }) => {
      if (action !== 'DescribeVpcBlockPublicAccessExclusions') return undefined;
      return parameters.has('NextToken')
        ? ec2(action, exclusion('vpcbpa-exclude-2'))
        : ec2(action, `${exclusion('vpcbpa-exclude-1')}<nextToken>two</nextToken>`);
    });
    expect(recorded(await collect(), 'describe-vpc-block-public-access-exclusions').output).toEqual({
      VpcBlockPublicAccessExclusions: [{ ExclusionId: 'vpcbpa-exclude-1' }, { ExclusionId: 'vpcbpa-exclude-2' }],
    });
  });
});

describe('what goes wrong with one call stays with that call', () => {
  test('denied: recorded with a readable reason, everything else complete', async () => {
    fakeAws(({ action }) =>
      action === 'DescribeNetworkAcls'
        ? ec2Error(
            'UnauthorizedOperation',
            'You are not authorized to perform this operation. Encoded authorization failure message: aGVsbG8',
            403,
          )
        : undefined,
    );
    expect(toNetwork(await collect()).gaps).toEqual([
      {
        account: '123456789012',
        region: 'us-east-1',
        operation: 'describe-network-acls',
        kind: 'denied',
        reason: 'UnauthorizedOperation: You are not authorized to perform this operation.',
      },
    ]);
  });

  test('throttled: tried again until it answers', async () => {
    let tries = 0;
    const aws = fakeAws(({ action }) =>
      action === 'DescribeVpcs' && ++tries < 4
        ? ec2Error('RequestLimitExceeded', 'Request limit exceeded.', 503)
        : undefined,
    );
    const snapshot = await collect();
    expect(aws.of('DescribeVpcs')).toHaveLength(4);
    expect(recorded(snapshot, 'describe-vpcs').status).toBe('complete');
  });

  test('unknown to the Region: complete and empty, for what it lists cannot exist there', async () => {
    fakeAws(({ action }) =>
      action.startsWith('DescribeVpcBlockPublicAccess')
        ? ec2Error('InvalidAction', `The action ${action} is not valid for this web service.`)
        : undefined,
    );
    expect(toNetwork(await collect())).toMatchObject({ gaps: [], problems: [], blockPublicAccess: [{ mode: 'off' }] });
  });

  test('failing for good: failed, with what AWS said', async () => {
    fakeAws(({ action }) => (action === 'DescribeVpcs' ? ec2Error('InternalError', 'sorry', 500) : undefined));
    expect(recorded(await collect(), 'describe-vpcs')).toEqual({ status: 'failed', reason: 'InternalError: sorry' });
  });
});

describe('calls made for each parent', () => {
  const tables = (ids: readonly string[]) =>
    ec2(
      'DescribeTransitGatewayRouteTables',
      `<transitGatewayRouteTables>${ids
        .map(
          (id) =>
            `<item><transitGatewayRouteTableId>${id}</transitGatewayRouteTableId><transitGatewayId>tgw-1</transitGatewayId></item>`,
        )
        .join('')}</transitGatewayRouteTables>`,
    );
  const routes = ec2(
    'SearchTransitGatewayRoutes',
    '<routeSet><item><destinationCidrBlock>10.0.0.0/8</destinationCidrBlock><type>static</type><state>active</state></item></routeSet><additionalRoutesAvailable>false</additionalRoutesAvailable>',
  );

  test('are recorded by parent', async () => {
    const aws = fakeAws(
      ({ action }) => (action === 'DescribeTransitGatewayRouteTables' ? tables(['tgw-rtb-1', 'tgw-rtb-2']) : undefined),
      ({ action }) => (action === 'SearchTransitGatewayRoutes' ? routes : undefined),
    );
    const answer = recorded(await collect(), 'search-transit-gateway-routes');
    expect(answer.status).toBe('complete');
    expect(Object.keys(answer.output as object)).toEqual(['tgw-rtb-1', 'tgw-rtb-2']);
    expect(answer.output).toMatchObject({
      'tgw-rtb-1': {
        Routes: [{ DestinationCidrBlock: '10.0.0.0/8', Type: 'static' }],
        AdditionalRoutesAvailable: false,
      },
    });
    expect(aws.of('SearchTransitGatewayRoutes')[0]?.parameters.get('Filter.1.Name')).toBe('state');
  });

  test('that fail for one parent keep the others, and that one is unknown', async () => {
    fakeAws(
      ({ action }) => (action === 'DescribeTransitGatewayRouteTables' ? tables(['tgw-rtb-1', 'tgw-rtb-2']) : undefined),
      ({ action, parameters }) => {
        if (action !== 'SearchTransitGatewayRoutes') return undefined;
        return parameters.get('TransitGatewayRouteTableId') === 'tgw-rtb-2'
          ? ec2Error('InvalidRouteTableID.NotFound', 'gone')
          : routes;
      },
    );
    const snapshot = await collect();
    expect(recorded(snapshot, 'search-transit-gateway-routes')).toMatchObject({
      status: 'truncated',
      reason: 'tgw-rtb-2: InvalidRouteTableID.NotFound: gone',
    });
    const [first, second] = toNetwork(snapshot).transitGatewayRouteTables;
    expect(first?.routes).toHaveLength(1);
    expect(second?.routes).toMatchObject({ unknown: expect.stringContaining('gone') });
  });

  test('are not made when the parents were denied', async () => {
    const aws = fakeAws(({ action }) =>
      action === 'DescribeManagedPrefixLists' ? ec2Error('UnauthorizedOperation', 'no', 403) : undefined,
    );
    expect(recorded(await collect(), 'get-managed-prefix-list-entries')).toEqual({
      status: 'denied',
      reason: 'needs describe-managed-prefix-lists, which was denied',
    });
    expect(aws.of('GetManagedPrefixListEntries')).toEqual([]);
  });

  test('go down from load balancers to listeners to rules', async () => {
    const arn = 'arn:aws:elasticloadbalancing:us-east-1:123456789012';
    const aws = fakeAws(({ action, parameters }) => {
      switch (action) {
        case 'DescribeLoadBalancers':
          return query(
            action,
            ELBV2,
            `<LoadBalancers><member><LoadBalancerArn>${arn}:loadbalancer/app/web/1</LoadBalancerArn><Type>application</Type><Scheme>internet-facing</Scheme><CreatedTime>2034-05-06T07:08:09.123Z</CreatedTime></member><member><LoadBalancerArn>${arn}:loadbalancer/net/tcp/2</LoadBalancerArn><Type>network</Type></member></LoadBalancers>`,
          );
        case 'DescribeListeners': {
          const balancer = parameters.get('LoadBalancerArn') ?? '';
          const listener = `${balancer.replace(':loadbalancer/', ':listener/')}/9`;
          return query(
            action,
            ELBV2,
            `<Listeners><member><ListenerArn>${listener}</ListenerArn><LoadBalancerArn>${balancer}</LoadBalancerArn><Protocol>HTTP</Protocol><Port>80</Port></member></Listeners>`,
          );
        }
        case 'DescribeRules':
          return query(
            action,
            ELBV2,
            `<Rules><member><RuleArn>${arn}:listener-rule/app/web/1/9/5</RuleArn><Actions><member><Type>forward</Type><TargetGroupArn>${arn}:targetgroup/t/3</TargetGroupArn></member></Actions></member></Rules>`,
          );
        default:
          return undefined;
      }
    });
    const snapshot = await collect();
    expect(aws.of('DescribeRules').map(({ parameters }) => parameters.get('ListenerArn'))).toEqual([
      `${arn}:listener/app/web/1/9`,
    ]);
    expect(recorded(snapshot, 'elbv2-describe-load-balancers').output).toMatchObject({
      LoadBalancers: [{ CreatedTime: '2034-05-06T07:08:09.123Z' }, {}],
    });
    expect(toNetwork(snapshot).loadBalancers.map(({ listeners }) => listeners)).toMatchObject([
      [{ port: 80, targetGroupArns: [`${arn}:targetgroup/t/3`] }],
      [{ port: 80, targetGroupArns: [] }],
    ]);
  });
});

describe('Regions', () => {
  test('are read side by side, each from its own endpoint, in one session', async () => {
    const aws = fakeAws(({ action, region }) =>
      action === 'DescribeVpcs'
        ? ec2(action, `<vpcSet><item><vpcId>vpc-${region}</vpcId><cidrBlock>10.0.0.0/16</cidrBlock></item></vpcSet>`)
        : undefined,
    );
    const network = toNetwork(await collect({ regions: ['us-east-1', 'eu-west-1'] }));
    expect(network.vpcs.map(({ id, region }) => [id, region])).toEqual([
      ['vpc-eu-west-1', 'eu-west-1'],
      ['vpc-us-east-1', 'us-east-1'],
    ]);
    expect(aws.of('AssumeRole')).toHaveLength(1);
  });

  test('default to those the account has enabled', async () => {
    fakeAws(({ action }) =>
      action === 'DescribeRegions'
        ? ec2(
            action,
            '<regionInfo><item><regionName>us-west-2</regionName></item><item><regionName>eu-north-1</regionName></item></regionInfo>',
          )
        : undefined,
    );
    expect((await collect({ regions: [] })).regions.map(({ region }) => region)).toEqual(['eu-north-1', 'us-west-2']);
  });

  test('that cannot be listed are an error that says what to do', async () => {
    fakeAws(({ action }) => (action === 'DescribeRegions' ? ec2Error('UnauthorizedOperation', 'no', 403) : undefined));
    await expect(collect({ regions: [] })).rejects.toThrow(/allow ec2:DescribeRegions, or name the Regions/);
  });
});

test('pre-shared keys of VPN tunnels never enter a snapshot', async () => {
  fakeAws(({ action }) =>
    action === 'DescribeVpnConnections'
      ? ec2(
          action,
          `<vpnConnectionSet><item><vpnConnectionId>vpn-1</vpnConnectionId><state>available</state>
           <customerGatewayConfiguration>&lt;pre_shared_key&gt;hush&lt;/pre_shared_key&gt;</customerGatewayConfiguration>
           <options><staticRoutesOnly>true</staticRoutesOnly><tunnelOptionSet><item><preSharedKey>hush</preSharedKey></item></tunnelOptionSet></options></item></vpnConnectionSet>`,
        )
      : undefined,
  );
  const { output } = recorded(await collect(), 'describe-vpn-connections');
  expect(output).toEqual({
    VpnConnections: [{ VpnConnectionId: 'vpn-1', State: 'available', Options: { StaticRoutesOnly: true } }],
  });
});

test('never more calls at once than allowed', async () => {
  let running = 0;
  let most = 0;
  nock.disableNetConnect();
  nock(/sts/).post('/').reply(200, assumedRole(1, '2035-01-01T01:00:00Z').xml);
  nock(/^https:\/\/(ec2|elasticloadbalancing)\./)
    .persist()
    .post('/')
    .reply((_uri, body, done) => {
      most = Math.max(most, ++running);
      setImmediate(() => {
        running--;
        const action = new URLSearchParams(String(body)).get('Action') ?? '';
        done(null, [200, ec2(action).xml]);
      });
    });
  await collect({ regions: ['us-east-1', 'eu-west-1'] }, { concurrency: 3 });
  expect(most).toBe(3);
});
