import { describe, expect, it } from 'vitest';
import { checkContext, type Finding, runChecks } from '../../src/checks/index.ts';
import type { Network } from '../../src/network/index.ts';
import { compile } from '../../src/reachability/index.ts';
import { deny, estate, group, host, ingress } from './estate.ts';

const OUT = [{ ...ingress('-1', '0.0.0.0/0'), direction: 'egress' as const }];
const about = /^(internet-|wide-port)/;

function found(network: Network, settings = {}): readonly Finding[] {
  return runChecks(checkContext(compile(network)), settings).filter(({ check }) => about.test(check));
}

function web(rules: readonly ReturnType<typeof ingress>[], acl: Parameters<typeof estate>[1] = []) {
  return estate(
    { securityGroups: [group('sg-web', [...rules, ...OUT])], interfaces: [host('public', ['sg-web'])] },
    acl,
  );
}

const names = (findings: readonly Finding[]) => findings.map(({ check, exposure }) => `${check} ${exposure}`);

describe('one rule that opens much is one finding', () => {
  it.each([
    ['everything', [ingress('-1', '0.0.0.0/0')], ['internet-any exposed']],
    ['administration and data stores', [ingress('tcp/20-6000', '0.0.0.0/0')], ['internet-admin-port exposed']],
    ['data stores in a wide range', [ingress('tcp/11000-19000', '0.0.0.0/0')], ['internet-database-port exposed']],
    [
      'two rules for two things stay two findings',
      [ingress('tcp/22', '0.0.0.0/0'), ingress('tcp/3306', '0.0.0.0/0')],
      ['internet-admin-port exposed', 'internet-database-port exposed'],
    ],
    [
      'a rule beside the wide one is part of it',
      [ingress('-1', '0.0.0.0/0'), ingress('tcp/22', '0.0.0.0/0')],
      ['internet-any exposed'],
    ],
  ])('%s', (_, rules, expected) => {
    expect(names(found(web(rules)))).toEqual(expected);
  });

  it('names what it stands for, and what each cause breaks elsewhere', () => {
    const [one] = found(web([ingress('-1', '0.0.0.0/0')]));
    expect(one!.also).toEqual([
      'internet-admin-port',
      'internet-database-port',
      'internet-icmp',
      'internet-other-port',
      'internet-http-port',
    ]);
    expect(one!.because[0]!.references).toEqual(['CKV_AWS_24', 'CKV_AWS_25', 'CKV_AWS_260', 'CKV_AWS_277', 'AWS-0107']);
  });

  it('leaves out nothing that is more exposed than the wider finding', () => {
    const network = web(
      [ingress('-1', '0.0.0.0/0')],
      [deny('tcp/23-65535', '0.0.0.0/0', 1), deny('udp/1-65535', '0.0.0.0/0', 2)],
    );
    const v4 = { ...network, interfaces: network.interfaces.map((each) => ({ ...each, ipv6: [] })) };
    expect(names(found(v4))).toEqual(expect.arrayContaining(['internet-any latent', 'internet-admin-port exposed']));
  });

  it('leaves out nothing when the wider check is off or milder', () => {
    const network = web([ingress('-1', '0.0.0.0/0')]);
    expect(names(found(network, { 'internet-any': 'off' }))[0]).toBe('internet-admin-port exposed');
    expect(names(found(network, { 'internet-any': { severity: 'low' } }))).toContain('internet-admin-port exposed');
  });

  it('blames only rules that are wide', () => {
    const [one] = found(web([ingress('tcp/22', '0.0.0.0/0'), ingress('tcp/22', '198.51.100.7/32')]));
    expect(one!.because).toHaveLength(1);
  });
});
