import { portName, protocolName } from '../network/index.ts';
import type { ServiceRange } from '../reachability/index.ts';

/** Names of ICMP types people ask for; (type, code) pairs otherwise. */
const ICMP_TYPES: Readonly<Record<string, string>> = {
  'icmp:0': 'echo reply',
  'icmp:3': 'destination unreachable',
  'icmp:8': 'echo request (ping)',
  'icmp:11': 'time exceeded',
  'icmpv6:128': 'echo request (ping)',
  'icmpv6:129': 'echo reply',
};

const PROTOCOLS: Readonly<Record<string, string>> = { '47': 'GRE', '50': 'ESP', '51': 'AH', '132': 'SCTP' };

/** Service set as a person says it: `tcp 22 (SSH), 80 (HTTP), 8000-8099 · icmp echo request (ping)`. */
export function serviceText(ranges: readonly ServiceRange[], maxItems = 8): string {
  if (ranges.length === 0) return 'nothing';
  if (ranges.length <= MOST) return ranges.map((range) => rangeText(range, maxItems)).join(' · ');
  const missing = missingFrom(ranges).map((range) => rangeText(range, maxItems));
  return `all traffic except ${missing.join(' · ')}`;
}

/** From so many protocols, or ICMP types, on what is missing is said instead. */
const MOST = 128;

/** What a set that holds most protocols does not hold. */
function missingFrom(ranges: readonly ServiceRange[]): readonly ServiceRange[] {
  const byName = new Map(ranges.map((range) => [range.protocol, range]));
  return Array.from({ length: 256 }, (_, number) => protocolName(number)).flatMap((protocol): ServiceRange[] => {
    const range = byName.get(protocol);
    if (range === undefined) return [{ protocol }];
    if ('ports' in range) {
      const ports = missingPorts(range.ports);
      return ports.length === 0 ? [] : [{ ...range, ports }];
    }
    const types = 'types' in range ? missingTypes(range.types) : [];
    return types.length === 0 ? [] : [{ protocol: protocol === 'icmp' ? 'icmp' : 'icmpv6', types }];
  });
}

function missingPorts(ports: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const starts = [0, ...ports.map(([, to]) => to + 1)];
  const ends = [...ports.map(([from]) => from - 1), 65_535];
  return starts.flatMap((from, at) => (from <= ends[at]! ? [[from, ends[at]!] as const] : []));
}

/** Types that are not there with all their codes. */
function missingTypes(
  types: readonly (readonly [type: number, code: number])[],
): readonly (readonly [number, number])[] {
  const whole = new Set(types.filter(([, code]) => code === -1).map(([type]) => type));
  if (whole.has(-1)) return [];
  return Array.from({ length: 256 }, (_, type) => [type, -1] as const).filter(([type]) => !whole.has(type));
}

function rangeText(range: ServiceRange, maxItems: number): string {
  const { protocol } = range;
  if ('ports' in range) return itemsText(protocol, range.ports.map(portsText), maxItems);
  if ('types' in range && range.types.length > MOST) {
    const missing = missingTypes(range.types).map(([type]) => icmpText(protocol, type, -1));
    return `${protocol} all types except ${missing.join(', ')}`;
  }
  if ('types' in range)
    return itemsText(
      protocol,
      range.types.map(([type, code]) => icmpText(protocol, type, code)),
      maxItems,
    );
  if (protocol === 'all') return 'all traffic';
  if (!/^\d+$/.test(protocol)) return protocol;
  const name = PROTOCOLS[protocol];
  return name ? `protocol ${protocol} (${name})` : `protocol ${protocol}`;
}

function itemsText(protocol: string, items: readonly string[], maxItems: number): string {
  const more = items.length - maxItems;
  const shown = more > 0 ? [...items.slice(0, maxItems), `${more} more`] : items;
  return `${protocol} ${shown.join(', ')}`;
}

function portsText([from, to]: readonly [number, number]): string {
  if (from === 0 && to === 65_535) return 'all ports';
  if (from !== to) return `${from}-${to}`;
  const name = portName(from);
  return name ? `${from} (${name})` : `${from}`;
}

function icmpText(protocol: string, type: number, code: number): string {
  if (type === -1) return 'all types';
  const name = ICMP_TYPES[`${protocol}:${type}`] ?? `type ${type}`;
  return code === -1 || code === 0 ? name : `${name} code ${code}`;
}
