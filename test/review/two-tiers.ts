import type { RegionSnapshot } from '../../src/snapshot/index.ts';
import { liveAccount } from '../server/live-account.ts';

/** The small live account with a second subnet, where an interface of the group `app` stands: 10.0.2.20. */
export function twoTiers(): RegionSnapshot {
  const account = liveAccount([], '');
  const more = (name: string, list: string, change: (first: Item) => Item) => {
    const recorded = account.operations.get(name)!;
    const output = recorded.output as Readonly<Record<string, readonly Item[]>>;
    const items = output[list]!;
    return [name, { ...recorded, output: { ...output, [list]: [...items, change(items[0]!)] } }] as const;
  };
  const added = [
    more('describe-subnets', 'Subnets', (subnet) => ({ ...subnet, SubnetId: 'subnet-2', CidrBlock: '10.0.2.0/24' })),
    more('describe-network-acls', 'NetworkAcls', (acl) => ({
      ...{ ...acl, NetworkAclId: 'acl-2', IsDefault: false },
      Associations: [{ SubnetId: 'subnet-2', NetworkAclId: 'acl-2' }],
    })),
    more('describe-security-groups', 'SecurityGroups', (group) => ({ ...group, GroupId: 'sg-app', GroupName: 'app' })),
    more('describe-network-interfaces', 'NetworkInterfaces', (eni) => ({
      ...{ ...eni, NetworkInterfaceId: 'eni-2', SubnetId: 'subnet-2' },
      Groups: [{ GroupId: 'sg-app', GroupName: 'app' }],
      PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.2.20' }],
    })),
  ];
  return { ...account, operations: new Map([...account.operations, ...added]) };
}

type Item = Readonly<Record<string, unknown>>;
