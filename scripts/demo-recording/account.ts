/** What the recorded account holds, in short; the other files print it as AWS does. */

export interface VpcPlan {
  readonly cidr: string;
  /** First three groups of the /56; a subnet's /64 differs in the last two digits of the fourth. */
  readonly ipv6: string;
  readonly egressOnly: boolean;
}

export const VPCS: Readonly<Record<string, VpcPlan>> = {
  prod: { cidr: '10.20.0.0/16', ipv6: '2600:1f18:4a3b:1c', egressOnly: true },
  shared: { cidr: '10.30.0.0/16', ipv6: '2600:1f18:6d21:7e', egressOnly: true },
  dev: { cidr: '10.40.0.0/16', ipv6: '2600:1f18:52c4:a0', egressOnly: false },
};

export interface SubnetPlan {
  readonly cidr: string;
  readonly zone: 'a' | 'b';
  readonly table: string;
  /** Last two digits of the subnet's /64; IPv4 only without. */
  readonly ipv6?: string;
  readonly public?: true;
  readonly acl?: string;
}

/** `vpc/name` → subnet. */
export const SUBNETS: Readonly<Record<string, SubnetPlan>> = {
  'prod/public-a': { cidr: '10.20.0.0/24', zone: 'a', table: 'prod/public', ipv6: '00', public: true },
  'prod/public-b': { cidr: '10.20.1.0/24', zone: 'b', table: 'prod/public', ipv6: '01', public: true },
  'prod/app-a': { cidr: '10.20.16.0/22', zone: 'a', table: 'prod/app-a', ipv6: '10' },
  'prod/app-b': { cidr: '10.20.20.0/22', zone: 'b', table: 'prod/app-b', ipv6: '11' },
  'prod/data-a': { cidr: '10.20.32.0/24', zone: 'a', table: 'prod/data', acl: 'prod/data' },
  'prod/data-b': { cidr: '10.20.33.0/24', zone: 'b', table: 'prod/data', acl: 'prod/data' },
  'shared/public-a': { cidr: '10.30.0.0/24', zone: 'a', table: 'shared/public', ipv6: '00', public: true },
  'shared/private-a': { cidr: '10.30.16.0/22', zone: 'a', table: 'shared/private', ipv6: '10' },
  'shared/private-b': { cidr: '10.30.20.0/22', zone: 'b', table: 'shared/private', ipv6: '11' },
  'dev/public-a': { cidr: '10.40.0.0/24', zone: 'a', table: 'dev/public', ipv6: '00', public: true },
  'dev/private-a': { cidr: '10.40.16.0/22', zone: 'a', table: 'dev/private', ipv6: '10' },
};

/** `vpc/name` → destination → target (`igw`, `eigw`, `pcx`, `nat/<name>`, `s3`); each has its VPC's local routes too. */
export const ROUTE_TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'prod/main': {},
  'prod/public': { '0.0.0.0/0': 'igw', '::/0': 'igw', '10.30.0.0/16': 'pcx' },
  'prod/app-a': { '0.0.0.0/0': 'nat/prod-a', '::/0': 'eigw', '10.30.0.0/16': 'pcx', s3: 's3' },
  'prod/app-b': { '0.0.0.0/0': 'nat/prod-b', '::/0': 'eigw', '10.30.0.0/16': 'pcx', s3: 's3' },
  'prod/data': { '10.30.0.0/16': 'pcx' },
  'shared/main': {},
  'shared/public': { '0.0.0.0/0': 'igw', '::/0': 'igw', '10.20.0.0/16': 'pcx' },
  'shared/private': { '0.0.0.0/0': 'nat/shared-a', '::/0': 'eigw', '10.20.0.0/16': 'pcx' },
  'dev/main': {},
  'dev/public': { '0.0.0.0/0': 'igw', '::/0': 'igw' },
  'dev/private': { '0.0.0.0/0': 'nat/dev-a' },
};

/** Name → subnet and public address. */
export const NAT_GATEWAYS: Readonly<Record<string, readonly [subnet: string, publicIp: string]>> = {
  'prod-a': ['prod/public-a', '44.213.18.201'],
  'prod-b': ['prod/public-b', '52.45.166.38'],
  'shared-a': ['shared/public-a', '3.228.91.14'],
  'dev-a': ['dev/public-a', '34.236.54.119'],
};

/** direction protocol ports peer description; peers are CIDRs, `sg:vpc/name` or `pl:name`. */
export type RulePlan = readonly [protocol: string, ports: string, peer: string, description?: string];

export interface GroupPlan {
  readonly description: string;
  readonly ingress: readonly RulePlan[];
  /** Everything, by default. */
  readonly egress?: readonly RulePlan[];
}

const ANYWHERE: readonly RulePlan[] = [
  ['-1', '', '0.0.0.0/0'],
  ['-1', '', '::/0'],
];
export const OPEN_EGRESS: readonly RulePlan[] = ANYWHERE;

export const GROUPS: Readonly<Record<string, GroupPlan>> = {
  'prod/default': { description: 'default VPC security group', ingress: [], egress: [] },
  'prod/alb': {
    description: 'Public load balancer of the shop',
    ingress: [
      ['tcp', '443', '0.0.0.0/0', 'HTTPS'],
      ['tcp', '443', '::/0', 'HTTPS'],
      ['tcp', '80', '0.0.0.0/0', 'Redirect to HTTPS'],
    ],
    egress: [['tcp', '8080', 'sg:prod/app', 'To the application']],
  },
  'prod/edge': {
    description: 'Edge proxies',
    ingress: [
      ['tcp', '443', '0.0.0.0/0', 'HTTPS'],
      ['tcp', '443', '::/0', 'HTTPS'],
      ['tcp', '22', 'sg:prod/bastion', 'SSH from the bastion'],
    ],
  },
  'prod/bastion': {
    description: 'Jump host',
    ingress: [['tcp', '22', 'pl:offices', 'SSH from the offices']],
  },
  'prod/app': {
    description: 'Application servers',
    ingress: [
      ['tcp', '8080', 'sg:prod/alb', 'From the load balancer'],
      ['tcp', '8080', 'sg:prod/edge', 'From the edge proxies'],
      ['tcp', '22', 'sg:prod/bastion', 'SSH from the bastion'],
    ],
  },
  'prod/worker': {
    description: 'Queue workers',
    ingress: [['tcp', '22', 'sg:prod/bastion', 'SSH from the bastion']],
  },
  'prod/payments': {
    description: 'Payment service',
    ingress: [['tcp', '8443', 'sg:prod/app', 'Payment API']],
  },
  'prod/orders-db': {
    description: 'Orders database',
    ingress: [
      ['tcp', '5432', 'sg:prod/app', 'Application'],
      ['tcp', '5432', 'sg:prod/worker', 'Workers'],
      ['tcp', '5432', 'sg:prod/orders-lambda', 'Order export'],
    ],
    egress: [],
  },
  'prod/reporting-db': {
    description: 'Reporting database',
    ingress: [
      ['tcp', '5432', '198.51.100.0/24', 'Head office'],
      ['tcp', '5432', 'sg:prod/worker', 'Nightly load'],
    ],
    egress: [],
  },
  'prod/cache': {
    description: 'Session cache',
    ingress: [
      ['tcp', '6379', 'sg:prod/app', 'Application'],
      ['tcp', '6379', 'sg:prod/cache', 'Replication'],
    ],
  },
  'prod/orders-lambda': { description: 'Order export function', ingress: [] },
  'prod/endpoints': {
    description: 'VPC interface endpoints',
    ingress: [['tcp', '443', '10.20.0.0/16', 'From the VPC']],
    egress: [],
  },
  'prod/agent-metrics': {
    description: 'Metrics agent, scraped by shared monitoring',
    ingress: [
      ['tcp', '9100-9110', 'sg:shared/monitoring', 'Prometheus'],
      ['icmp', '8,-1', '10.30.0.0/16', 'Ping'],
    ],
  },
  'prod/agent-ssm': {
    description: 'Session Manager agent',
    ingress: [],
    egress: [['tcp', '443', 'sg:prod/endpoints', 'SSM endpoints']],
  },
  'prod/tls-client': {
    description: 'Calls the certificate authority',
    ingress: [],
    egress: [['tcp', '8443', '10.30.20.0/22', 'Internal certificate authority']],
  },
  'prod/payments-legacy': {
    description: 'Old payment service',
    ingress: [['tcp', '8443', '10.20.0.0/16', 'Payment API']],
  },
  'shared/default': { description: 'default VPC security group', ingress: [], egress: [] },
  'shared/vpn': {
    description: 'WireGuard for staff',
    ingress: [
      ['udp', '51820', '0.0.0.0/0', 'WireGuard'],
      ['tcp', '22', 'pl:offices', 'SSH from the offices'],
    ],
  },
  'shared/ci-runner': {
    description: 'CI runners',
    ingress: [['tcp', '22', 'sg:shared/vpn', 'SSH from the VPN']],
  },
  'shared/monitoring': {
    description: 'Prometheus and Grafana',
    ingress: [['tcp', '3000', 'sg:shared/vpn', 'Grafana from the VPN']],
  },
  'shared/directory': {
    description: 'Directory service',
    ingress: [
      ['tcp', '636', '10.20.0.0/16', 'LDAPS from prod'],
      ['tcp', '636', '10.30.0.0/16', 'LDAPS'],
      ['tcp', '53', '10.30.0.0/16', 'DNS'],
      ['udp', '53', '10.30.0.0/16', 'DNS'],
      ['tcp', '8443', '10.20.16.0/21', 'Certificate authority'],
    ],
  },
  'dev/default': {
    description: 'default VPC security group',
    ingress: [['-1', '', 'sg:dev/default']],
    egress: [['-1', '', '0.0.0.0/0']],
  },
  'dev/launch-wizard-1': {
    description: 'launch-wizard-1 created 2025-11-03T14:22:07.310Z',
    ingress: [['tcp', '22', '0.0.0.0/0']],
  },
  'dev/dev-web': {
    description: 'Development web server',
    ingress: [['tcp', '443', '198.51.100.0/24', 'Head office']],
  },
};

/** Interfaces AWS manages: what they belong to decides type, description and requester. */
export type Owner =
  | { readonly kind: 'instance' }
  | { readonly kind: 'nat'; readonly name: string }
  | { readonly kind: 'alb' | 'rds' | 'elasticache' | 'lambda' | 'endpoint'; readonly name: string };

export interface InterfacePlan {
  readonly subnet: string;
  readonly host: number;
  readonly groups: readonly string[];
  readonly owner: Owner;
  readonly publicIp?: string;
  /** The public address is an Elastic IP rather than one that comes and goes with the instance. */
  readonly elastic?: true;
  readonly ipv6?: true;
  readonly forwards?: true;
}

export interface InstancePlan {
  readonly type: string;
  readonly team: string;
  /** Primary first. */
  readonly interfaces: readonly InterfacePlan[];
}

const own = { kind: 'instance' } as const;

export const INSTANCES: Readonly<Record<string, InstancePlan>> = {
  'prod/edge-1': {
    type: 'c7g.large',
    team: 'edge',
    interfaces: [
      {
        subnet: 'prod/public-a',
        host: 21,
        groups: ['edge', 'agent-metrics'],
        owner: own,
        publicIp: '44.205.93.12',
        elastic: true,
        ipv6: true,
      },
    ],
  },
  'prod/edge-2': {
    type: 'c7g.large',
    team: 'edge',
    interfaces: [
      {
        subnet: 'prod/public-b',
        host: 21,
        groups: ['edge', 'agent-metrics'],
        owner: own,
        publicIp: '54.157.201.77',
        elastic: true,
        ipv6: true,
      },
    ],
  },
  'prod/edge-3': {
    type: 'c7g.large',
    team: 'edge',
    interfaces: [
      {
        subnet: 'prod/public-a',
        host: 22,
        groups: ['edge', 'agent-metrics'],
        owner: own,
        publicIp: '34.201.16.240',
        elastic: true,
        ipv6: true,
      },
    ],
  },
  'prod/bastion-1': {
    type: 't4g.micro',
    team: 'platform',
    interfaces: [
      {
        subnet: 'prod/public-a',
        host: 40,
        groups: ['bastion', 'agent-ssm'],
        owner: own,
        publicIp: '3.92.187.65',
        elastic: true,
      },
    ],
  },
  'prod/app-1': {
    type: 'm7g.xlarge',
    team: 'shop',
    interfaces: [
      { subnet: 'prod/app-a', host: 101, groups: ['app', 'agent-metrics', 'agent-ssm'], owner: own, ipv6: true },
    ],
  },
  'prod/app-2': {
    type: 'm7g.xlarge',
    team: 'shop',
    interfaces: [
      { subnet: 'prod/app-b', host: 101, groups: ['app', 'agent-metrics', 'agent-ssm'], owner: own, ipv6: true },
    ],
  },
  'prod/app-3': {
    type: 'm7g.xlarge',
    team: 'shop',
    interfaces: [
      { subnet: 'prod/app-a', host: 102, groups: ['app', 'agent-metrics', 'agent-ssm'], owner: own, ipv6: true },
    ],
  },
  'prod/payments-1': {
    type: 'm7g.large',
    team: 'payments',
    interfaces: [
      {
        subnet: 'prod/app-b',
        host: 120,
        groups: ['payments', 'app', 'agent-metrics', 'agent-ssm', 'tls-client'],
        owner: own,
      },
    ],
  },
  'prod/worker-1': {
    type: 'm7g.large',
    team: 'shop',
    interfaces: [{ subnet: 'prod/app-a', host: 140, groups: ['worker', 'agent-metrics', 'agent-ssm'], owner: own }],
  },
  'prod/worker-2': {
    type: 'm7g.large',
    team: 'shop',
    interfaces: [{ subnet: 'prod/app-b', host: 140, groups: ['worker', 'agent-metrics', 'agent-ssm'], owner: own }],
  },
  'shared/vpn-1': {
    type: 't4g.small',
    team: 'platform',
    interfaces: [
      {
        subnet: 'shared/public-a',
        host: 30,
        groups: ['vpn'],
        owner: own,
        publicIp: '18.214.33.152',
        elastic: true,
        forwards: true,
      },
      { subnet: 'shared/private-a', host: 30, groups: ['vpn'], owner: own, forwards: true },
    ],
  },
  'shared/ci-runner-1': {
    type: 'c7a.2xlarge',
    team: 'platform',
    interfaces: [{ subnet: 'shared/private-a', host: 61, groups: ['ci-runner'], owner: own }],
  },
  'shared/ci-runner-2': {
    type: 'c7a.2xlarge',
    team: 'platform',
    interfaces: [{ subnet: 'shared/private-b', host: 61, groups: ['ci-runner'], owner: own }],
  },
  'shared/prometheus-1': {
    type: 'r7g.large',
    team: 'platform',
    interfaces: [{ subnet: 'shared/private-a', host: 80, groups: ['monitoring'], owner: own, ipv6: true }],
  },
  'shared/directory-1': {
    type: 'm7g.medium',
    team: 'platform',
    interfaces: [{ subnet: 'shared/private-a', host: 90, groups: ['directory'], owner: own }],
  },
  'shared/directory-2': {
    type: 'm7g.medium',
    team: 'platform',
    interfaces: [{ subnet: 'shared/private-b', host: 90, groups: ['directory'], owner: own }],
  },
  'dev/dev-web-1': {
    type: 't3.medium',
    team: 'shop',
    interfaces: [
      {
        subnet: 'dev/public-a',
        host: 17,
        groups: ['dev-web', 'launch-wizard-1'],
        owner: own,
        publicIp: '54.242.118.9',
      },
    ],
  },
  'dev/dev-db-1': {
    type: 't3.medium',
    team: 'shop',
    interfaces: [{ subnet: 'dev/private-a', host: 44, groups: ['default'], owner: own }],
  },
};

/** Interfaces that AWS made for a service, apart from the NAT gateways'. */
export const SERVICE_INTERFACES: Readonly<Record<string, InterfacePlan>> = {
  'alb-a': {
    subnet: 'prod/public-a',
    host: 60,
    groups: ['alb'],
    owner: { kind: 'alb', name: 'shop' },
    publicIp: '52.203.74.110',
    ipv6: true,
  },
  'alb-b': {
    subnet: 'prod/public-b',
    host: 60,
    groups: ['alb'],
    owner: { kind: 'alb', name: 'shop' },
    publicIp: '3.89.240.187',
    ipv6: true,
  },
  'orders-db-a': { subnet: 'prod/data-a', host: 10, groups: ['orders-db'], owner: { kind: 'rds', name: 'orders' } },
  'orders-db-b': { subnet: 'prod/data-b', host: 10, groups: ['orders-db'], owner: { kind: 'rds', name: 'orders' } },
  'reporting-db': {
    subnet: 'prod/public-b',
    host: 90,
    groups: ['reporting-db'],
    owner: { kind: 'rds', name: 'reporting' },
    publicIp: '44.195.62.31',
  },
  'cache-a': {
    subnet: 'prod/data-a',
    host: 30,
    groups: ['cache'],
    owner: { kind: 'elasticache', name: 'sessions-001' },
  },
  'cache-b': {
    subnet: 'prod/data-b',
    host: 30,
    groups: ['cache'],
    owner: { kind: 'elasticache', name: 'sessions-002' },
  },
  'lambda-a': {
    subnet: 'prod/app-a',
    host: 200,
    groups: ['orders-lambda'],
    owner: { kind: 'lambda', name: 'orders-export' },
  },
  'lambda-b': {
    subnet: 'prod/app-b',
    host: 200,
    groups: ['orders-lambda'],
    owner: { kind: 'lambda', name: 'orders-export' },
  },
  'ssm-a': { subnet: 'prod/app-a', host: 220, groups: ['endpoints'], owner: { kind: 'endpoint', name: 'ssm' } },
  'ssm-b': { subnet: 'prod/app-b', host: 220, groups: ['endpoints'], owner: { kind: 'endpoint', name: 'ssm' } },
};

export const NAT_INTERFACES: Readonly<Record<string, InterfacePlan>> = Object.fromEntries(
  Object.entries(NAT_GATEWAYS).map(([name, [subnet, publicIp]]) => [
    `nat-${name}`,
    { subnet, host: 5, groups: [], owner: { kind: 'nat', name }, publicIp, elastic: true } satisfies InterfacePlan,
  ]),
);

/** number rule protocol ports CIDR; protocol numbers as NACLs have them. */
export type AclPlan = readonly [
  number: number,
  action: 'allow' | 'deny',
  protocol: string,
  ports: string,
  cidr: string,
];

/** The data subnets': databases and caches from the application subnets and the bastion, replies back. */
export const DATA_ACL: { readonly ingress: readonly AclPlan[]; readonly egress: readonly AclPlan[] } = {
  ingress: [
    [100, 'allow', '6', '5432-5432', '10.20.16.0/21'],
    [110, 'allow', '6', '6379-6379', '10.20.16.0/21'],
    [120, 'allow', '6', '6379-6379', '10.20.32.0/23'],
    [130, 'allow', '6', '5432-5432', '10.20.32.0/23'],
    [140, 'allow', '6', '1024-65535', '10.20.0.0/16'],
  ],
  egress: [[100, 'allow', '6', '1024-65535', '10.20.0.0/16']],
};

export const OFFICES = [
  ['198.51.100.0/24', 'Head office'],
  ['203.0.113.64/27', 'Support office'],
] as const;
