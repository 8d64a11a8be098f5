import type { NetworkInterface, SecurityGroupRule } from '../network/index.ts';
import type { Check } from './check.ts';
import { plainFinding } from './plain-finding.ts';
import { count, groupText, ruleCause } from './words.ts';

export const addressOfInterface: Check = {
  id: 'address-of-interface',
  title: 'A rule names the address of an interface',
  what: 'Rules for a single private address that belongs to an interface of the same VPC which holds security groups.',
  why: 'Addresses pass to other machines; a reference to a security group follows what it means.',
  severity: 'info',
  references: {},
  dependsOn: ['describe-security-groups', 'describe-network-interfaces'],
  parameters: {},
  remediation: 'Refer to a security group of that interface instead of its address.',
  run: (context, { severity }) => {
    const owners = new Map<string, NetworkInterface>();
    // Where code leaves the address open, the one it stands for here is not the one it will have.
    for (const each of context.interfaces)
      if (each.securityGroupIds.length > 0 && each.origin.kind === 'live')
        for (const address of each.privateIpv4) owners.set(`${each.vpcId} ${address}`, each);
    return context.network.securityGroups.flatMap((group) => {
      const ownerOf = ({ peer }: SecurityGroupRule) =>
        peer.kind === 'cidr' && peer.cidr.endsWith('/32')
          ? owners.get(`${group.vpcId} ${peer.cidr.slice(0, -3)}`)
          : undefined;
      const rules = group.rules.filter((rule) => ownerOf(rule));
      if (rules.length === 0) return [];
      return [
        plainFinding('address-of-interface', 'security-group', group, {
          severity,
          title: `${count(rules.length, 'rule')} of ${groupText(group)} ${rules.length === 1 ? 'names the address' : 'name addresses'} of interfaces`,
          summary: `${groupText(group)} allows single addresses of interfaces that hold security groups of their own.`,
          because: rules.map((rule) => {
            const owner = ownerOf(rule)!;
            const cause = ruleCause(group, rule);
            return {
              ...cause,
              text: `${cause.text}, the address of ${owner.id}, which holds ${owner.securityGroupIds.join(', ')}`,
            };
          }),
          fix: { cli: [] },
        }),
      ];
    });
  },
};
