import type { SecurityGroup } from '../network/index.ts';
import { resourceCause } from './cause.ts';
import type { Check } from './check.ts';
import type { CheckContext } from './context.ts';
import { isDefined } from './defined.ts';
import { ALL_SERVICES } from './engine.ts';
import type { FindingCause } from './finding.ts';
import { revoke } from './fix.ts';
import { internetOpenings } from './internet/openings.ts';
import { REACHABILITY_OPERATIONS } from './internet/operations.ts';
import { lower } from './severity.ts';
import { count, exposedInterface, memberText, ruleCause } from './words.ts';

export const defaultGroupOpen: Check = {
  id: 'default-group-open',
  title: 'A default security group has rules or is in use',
  what: 'The default security group of a VPC that has rules, or that interfaces hold.',
  why: 'Whatever is launched without naming a group gets the default one; its rules then apply to what nobody thought of.',
  severity: 'medium',
  references: {
    cis: ['1.4:5.3', '3.0:5.4', '5.0:5.5', '7.0:6.5'],
    securityHub: ['EC2.2'],
    awsConfig: ['vpc-default-security-group-closed'],
    checkov: ['CKV2_AWS_12'],
    trivy: ['AWS-0173'],
    kics: ['46883ce1-dc3e-4b17-9195-c6a601624c73'],
    prowler: ['ec2_securitygroup_default_restrict_traffic'],
    scoutSuite: ['ec2-default-security-group-with-rules', 'ec2-default-security-group-in-use'],
  },
  dependsOn: REACHABILITY_OPERATIONS,
  parameters: {},
  remediation:
    'Give the interfaces a group of their own, then revoke all rules of the default group. It cannot be deleted.',
  run: (context, { severity }) => {
    const defaults = context.network.securityGroups.filter((group) => group.groupName === 'default');
    if (defaults.length === 0) return [];
    const query = {
      watched: ALL_SERVICES,
      width: { ipv4Prefix: 8, ipv6Prefix: 16 },
      isEnough: (services: readonly number[]) => services.length > 0,
    };
    const exposedGroups = new Set(
      internetOpenings(context, query)
        .filter(({ reached }) => reached.length > 0)
        .flatMap(({ groups }) => groups),
    );
    return defaults.flatMap((group) => {
      const holders = context.holders.get(group.id) ?? [];
      const { rules, account, region, id, groupName } = group;
      if (rules.length === 0 && holders.length === 0) return [];
      // Code that only looks a VPC up does not tell of its default group.
      if (holders.length === 0 && !isDefined(group)) return [];
      const isExposed = exposedGroups.has(group);
      const has = rules.length > 0 ? `has ${count(rules.length, 'rule')}` : 'has no rules';
      const use = holders.length > 0 ? `is held by ${memberText(holders)}` : 'no interface holds it';
      return [
        {
          check: 'default-group-open',
          identity: [id],
          // Rules that apply to something are what the check is about; either half alone is only untidy.
          severity: isExposed
            ? raise(severity)
            : holders.length > 0 && rules.length > 0
              ? severity
              : lower(severity, 1),
          account,
          region,
          resource: { kind: 'security-group', id, name: groupName },
          title: `the default group ${isNamed(group) ? `${id} ` : ''}of ${group.vpcId} ${has} and ${use.replace('no interface holds it', 'is held by nothing')}`,
          summary: `The default security group of ${group.vpcId} ${has}; ${use}.${isExposed ? ' The internet gets through to some of it.' : ''}`,
          exposure: isExposed ? ('exposed' as const) : ('none' as const),
          because: [...rules.map((rule) => ruleCause(group, rule)), ...vpcCause(group, context)],
          exposed: holders.map((each) => exposedInterface(each, context)),
          fix: isWritten(group)
            ? revoke(group, rules)
            : { cli: [], terraform: `add an aws_default_security_group without rules for ${group.vpcId}` },
        },
      ];
    });
  },
};

/** Whether the group has a name of its own beside that of its VPC, with which code brings it. */
function isNamed({ id, vpcId }: SecurityGroup): boolean {
  return id !== `${vpcId}.default_security_group_id`;
}

/** Whether it is there, or code names it; else it comes with a VPC of code, and its rules are in no line. */
function isWritten({ origin }: SecurityGroup): boolean {
  return origin.kind === 'live' || origin.address.includes('aws_default_security_group');
}

/** In code the group often is not written down, and the VPC is what brings it. */
function vpcCause({ vpcId, origin }: SecurityGroup, { network }: CheckContext): readonly FindingCause[] {
  const vpc = network.vpcs.find(({ id }) => id === vpcId);
  return origin.kind === 'code' && vpc && isDefined(vpc)
    ? [resourceCause(vpc, `${vpc.id} has this default group`)]
    : [];
}

function raise<S extends string>(severity: S): S | 'high' {
  return severity === 'critical' ? severity : 'high';
}
