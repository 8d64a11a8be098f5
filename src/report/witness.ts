import { protocolName } from '../network/index.ts';
import type { Hop, Packet, Witness } from '../reachability/index.ts';
import { clean, code, text } from './escape.ts';

const DECISIONS = { allows: '✓', blocks: '✗', unknown: '?' } as const;

/** `tcp 198.51.100.7 → 10.0.1.5:22`. */
function packetText(packet: Packet): string {
  const target = packet.destination.includes(':') ? `[${packet.destination}]` : packet.destination;
  const port = packet.port === undefined ? '' : `:${packet.port}`;
  const icmp = packet.icmpType === undefined ? '' : ` type ${packet.icmpType} code ${packet.icmpCode ?? 0}`;
  const from = packet.sourcePort === undefined ? '' : `:${packet.sourcePort}`;
  const source = packet.source.includes(':') && from !== '' ? `[${packet.source}]` : packet.source;
  return `${protocolName(packet.protocol)}${icmp} ${source}${from} → ${port === '' ? packet.destination : target}${port}`;
}

function hopText(hop: Hop): string {
  const mark = hop.decision ? `${DECISIONS[hop.decision]} ` : '';
  return clean(`${mark}${hop.text}${hop.cause && hop.cause.text !== hop.text ? `: ${hop.cause.text}` : ''}`, 300);
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
