import { protocolName } from '../network/index.ts';
import type { Hop, Packet, Witness } from '../reachability/index.ts';
import { clean, code, text } from './escape.ts';

const DECISIONS = { allows: '✓', blocks: '✗', unknown: '?' } as const;

/**
 * What stands in for things that are not there yet has ids nobody should have to read: `potential:aws_security_group.web (any
 * member of web)`, `potential:internet-gateway:vpc-1`.
 */
function readable(words: string): string {
  return words
    .replace(/potential:\S+ \((any member of [^)]*)\)/g, '$1')
    .replace(/potential:(internet-gateway|network-acl|route-table|subnet):\S+/g, (_, kind: string) => ASSUMED[kind]!);
}

const ASSUMED: Readonly<Record<string, string>> = {
  'internet-gateway': 'an assumed internet gateway',
  'network-acl': 'an assumed network ACL',
  'route-table': 'an assumed route table',
  subnet: 'an assumed public subnet',
};

/** `tcp 198.51.100.7 → 10.0.1.5:22`. */
function packetText({ destination: whole, ...packet }: Packet): string {
  const destination = readable(whole);
  const target = destination.includes(':') ? `[${destination}]` : destination;
  const port = packet.port === undefined ? '' : `:${packet.port}`;
  const icmp = packet.icmpType === undefined ? '' : ` type ${packet.icmpType} code ${packet.icmpCode ?? 0}`;
  const from = packet.sourcePort === undefined ? '' : `:${packet.sourcePort}`;
  const source = packet.source.includes(':') && from !== '' ? `[${packet.source}]` : packet.source;
  return `${protocolName(packet.protocol)}${icmp} ${source}${from} → ${port === '' ? destination : target}${port}`;
}

function hopText(hop: Hop): string {
  const mark = hop.decision ? `${DECISIONS[hop.decision]} ` : '';
  const because = hop.cause && hop.cause.text !== hop.text ? `: ${hop.cause.text}` : '';
  return clean(readable(`${mark}${hop.text}${because}`), 300);
}

/** The packet and its path as a numbered list. */
export function witnessMarkdown(witness: Witness): string {
  const hops = (title: string, path: readonly Hop[]) =>
    path.length === 0 ? '' : `\n\n${title}\n\n${path.map((hop, i) => `${i + 1}. ${text(hopText(hop))}`).join('\n')}`;
  return `Packet ${code(packetText(witness.packet))}${hops('Its way there:', witness.forward)}${hops('The reply:', witness.return)}`;
}

/** The same for a terminal, lines indented by two. */
export function witnessText(witness: Witness): string {
  const hops = (title: string, path: readonly Hop[]) =>
    path.length === 0 ? [] : [`  ${title}`, ...path.map((hop) => `    ${hopText(hop)}`)];
  return [
    `  packet   ${clean(packetText(witness.packet))}`,
    ...hops('forward', witness.forward),
    ...hops('return', witness.return),
  ].join('\n');
}
