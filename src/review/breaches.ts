import { type Finding, SEVERITIES } from '../checks/index.ts';
import type { NetworkInterface } from '../network/index.ts';
import {
  addressSet,
  type Compiled,
  type DiffRow,
  hasAddresses,
  intersectAddresses,
  type Party,
} from '../reachability/index.ts';
import { type Breach, fromInternet, toInternet } from '../report/index.ts';
import type { Rules, Zone } from './rules.ts';

/** Rules of the organisation that what opens would break. */
export function breachesOf(
  after: Compiled,
  opened: readonly DiffRow[],
  caused: readonly Finding[],
  rules: Rules,
): readonly Breach[] {
  return [...zoneBreaches(after, opened, rules), ...exposureBreach(opened, rules), ...severityBreaches(caused, rules)];
}

function zoneBreaches({ network }: Compiled, opened: readonly DiffRow[], { forbid, zones }: Rules): Breach[] {
  const interfaces = new Map(network.interfaces.map((each) => [each.id, each]));
  const lies = (row: DiffRow, end: 'from' | 'to', name: string) =>
    name === 'internet' ? INTERNET[end](row) : isIn(row[end], zones[name]!, interfaces);
  return forbid.flatMap(({ from, to }) => {
    const rows = opened.flatMap((row, at) => (lies(row, 'from', from) && lies(row, 'to', to) ? [at] : []));
    return rows.length > 0
      ? [
          {
            rule: `nothing ${from === 'internet' ? 'on the' : 'in'} ${from} may reach ${to === 'internet' ? 'the internet' : to}`,
            rows,
          },
        ]
      : [];
  });
}

const INTERNET = { from: fromInternet, to: toInternet };

/** Whether any of a party lies in a zone: one interface of it, or one address. */
function isIn(party: Party, zone: Zone, interfaces: ReadonlyMap<string, NetworkInterface>): boolean {
  const ids = party.interfaceIds ?? (party.id === undefined ? [] : [party.id]);
  const members = ids.flatMap((id) => interfaces.get(id) ?? []);
  if (members.some(({ account, vpcId }) => zone.accounts.includes(account) || zone.vpcs.includes(vpcId))) return true;
  if (zone.ranges.length === 0) return false;
  const own = members.flatMap(({ privateIpv4, ipv6 }) => [...privateIpv4, ...ipv6]);
  const addresses = addressSet([...own, ...(party.cidrs ?? (party.kind === 'internet' ? ['0.0.0.0/0', '::/0'] : []))]);
  return hasAddresses(intersectAddresses(addresses, addressSet(zone.ranges)));
}

function exposureBreach(opened: readonly DiffRow[], { maxNewExposure }: Rules): Breach[] {
  if (maxNewExposure === undefined) return [];
  const rows = opened.flatMap((row, at) => (fromInternet(row) && !row.potential ? [at] : []));
  const exposed = new Set(rows.flatMap((at) => membersOf(opened[at]!.to)));
  if (exposed.size <= maxNewExposure) return [];
  const more = exposed.size === 1 ? '1 more interface' : `${exposed.size} more interfaces`;
  return [{ rule: `${more} on the internet, and at most ${maxNewExposure} may be`, rows }];
}

function membersOf({ interfaceIds, id, name }: Party): readonly string[] {
  return interfaceIds ?? [id ?? name];
}

function severityBreaches(caused: readonly Finding[], { failSeverity }: Rules): Breach[] {
  if (failSeverity === undefined) return [];
  return caused
    .filter(({ severity }) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failSeverity))
    .map(({ severity, title }) => ({ rule: `a new finding of severity ${severity}: ${title}`, rows: [] }));
}
