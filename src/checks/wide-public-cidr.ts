import type { Check } from './check.ts';
import { ALL_SERVICES } from './engine.ts';
import { openingFinding } from './internet/finding.ts';
import { internetOpenings } from './internet/openings.ts';
import { REACHABILITY_OPERATIONS } from './internet/operations.ts';

const parameters = {
  /** Blocks at least as large as this, together, are wide … */
  ipv4Prefix: 16,
  ipv6Prefix: 28,
  /** … and as large as this, the internet, which the other checks watch. */
  internetIpv4Prefix: 8,
  internetIpv6Prefix: 16,
};

export const widePublicCidr: Check<typeof parameters> = {
  id: 'wide-public-cidr',
  title: 'A wide block of public addresses gets in',
  what: 'Security groups that let in a block of public addresses far larger than one organisation’s.',
  why: 'A /16 of a cloud or an internet provider is tens of thousands of strangers, some of them scanning.',
  severity: 'medium',
  references: {
    prowler: ['ec2_securitygroup_allow_wide_open_public_ipv4'],
    scoutSuite: ['ec2-security-group-whitelists-unknown-cidrs'],
  },
  dependsOn: REACHABILITY_OPERATIONS,
  parameters,
  remediation: 'Allow only the addresses that need it, or a managed prefix list of them.',
  run: (context, { severity, parameters }) =>
    internetOpenings(context, {
      watched: ALL_SERVICES,
      width: parameters,
      notAsWideAs: { ipv4Prefix: parameters.internetIpv4Prefix, ipv6Prefix: parameters.internetIpv6Prefix },
      isEnough: (services) => services.length > 0,
    }).map((opening) => openingFinding('wide-public-cidr', opening, severity, context)),
};
