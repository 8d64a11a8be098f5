import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCidr, type Network } from '../../src/network/index.ts';
import { compile, type DiffRow, listing, type Party, reach, type ServiceRange } from '../../src/reachability/index.ts';
import { holds } from './agreement.ts';
import { build, plan, question, questionPlan, services } from './generate/index.ts';
import { acl, group, grouped, NETWORK, rule } from './walker/fixture.ts';
import { contains, isGlobal } from './walker/index.ts';

/** Whether rows name an endpoint at one end and hold a service. */
function lists(
  rows: readonly DiffRow[],
  end: 'from' | 'to',
  endpoint: string,
  one: Parameters<typeof holds>[1],
): boolean {
  return rows.some((row) => names(row[end], endpoint) && holds(row.services, one));
}

function names({ kind, cidrs, interfaceIds }: Party, endpoint: string): boolean {
  if (interfaceIds || !isCidr(endpoint)) return interfaceIds?.includes(endpoint) ?? false;
  if (kind === 'internet' && cidrs === undefined) return isGlobal(endpoint);
  return cidrs?.some((cidr) => contains(cidr, endpoint) && (kind !== 'internet' || isGlobal(endpoint))) ?? false;
}

const asked = fc.array(questionPlan, { minLength: 8, maxLength: 8 });

describe('a listing', () => {
  it('of who reaches an endpoint, or what it reaches, says of everyone what a query says', () => {
    fc.assert(
      fc.property(plan, asked, (each, plans) => {
        const network = build(each);
        const net = compile(network);
        for (const one of plans) {
          const { from, to } = question(network, one);
          // A gateway or the whole internet is no single sender.
          if (!isEndpoint(network, from) || !isEndpoint(network, to)) continue;
          const open: readonly ServiceRange[] = reach(net, { from, to }).services;
          const inward = listing(net, { to }).rows;
          const outward = listing(net, { from }).rows;
          for (const service of services(network)) {
            const asks = { from, to, ...service };
            if (!isCidr(to)) expect([asks, lists(inward, 'from', from, asks)]).toEqual([asks, holds(open, asks)]);
            if (!isCidr(from)) expect([asks, lists(outward, 'to', to, asks)]).toEqual([asks, holds(open, asks)]);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  const office = { office: ['198.51.100.0/24'] };
  const web = grouped(
    NETWORK,
    'web',
    group('sg-web', [
      rule('ingress', '198.51.100.0/24', { protocol: 6, ports: [443, 443] }),
      rule('ingress', 'sg-open', { protocol: 6, ports: [5432, 5432] }),
    ]),
  );

  it('names groups, and ranges as people do', () => {
    const { rows, unknowns } = listing(compile(web), { to: 'web' }, { named: office });
    expect(rows.map(({ from, services: open }) => [from.kind, from.name, from.interfaceIds, open])).toEqual([
      ['named', 'office', undefined, [{ protocol: 'tcp', ports: [[443, 443]] }]],
      ['security-group', 'sg-open', ['app', 'db'], [{ protocol: 'tcp', ports: [[5432, 5432]] }]],
    ]);
    expect(unknowns).toEqual([]);
  });

  it('can be asked for one service', () => {
    const { rows } = listing(compile(web), { to: 'web', protocol: 'tcp', port: 5432 });
    expect(rows.map(({ from }) => from.name)).toEqual(['sg-open']);
  });

  it('tells the internet apart by what its parts may do', () => {
    const banned = {
      ...web,
      networkAcls: [
        acl(
          'acl-1',
          'vpc-a',
          ['subnet-public'],
          [
            ['ingress', 90, 'deny', '198.51.100.128/25'],
            ['ingress', 100, 'allow', '0.0.0.0/0'],
            ['egress', 100, 'allow', '0.0.0.0/0'],
          ],
        ),
      ],
    };
    const { rows } = listing(compile(banned), { to: 'web', protocol: 'tcp', port: 443 }, { named: office });
    expect(rows.map(({ from }) => from.cidrs)).toEqual([['198.51.100.0/25']]);
  });

  it('says what could not be decided', () => {
    const doubtful = grouped(NETWORK, 'web', group('sg-web', [rule('ingress', 'pl-missing')]));
    const { rows, unknowns } = listing(compile(doubtful), { to: 'web' });
    expect(rows).toEqual([]);
    expect(unknowns.join()).toContain('prefix list pl-missing is not in the snapshot');
  });

  it('of what an endpoint reaches names it by its groups', () => {
    const { rows } = listing(compile(web), { from: 'app', protocol: 'tcp', port: 5432 });
    expect(rows.map(({ from, to }) => [from.name, to.name])).toContainEqual(['sg-open', 'sg-web']);
  });
});

function isEndpoint(network: Network, endpoint: string): boolean {
  return isCidr(endpoint) || network.interfaces.some(({ id }) => id === endpoint);
}
