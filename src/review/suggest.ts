import { isCidr, type Network, parseCidr } from '../network/index.ts';
import type { Cause, DiffRow } from '../reachability/index.ts';
import type { Suggestion } from '../report/index.ts';
import type { Rules } from './rules.ts';

/**
 * Mechanical fixes for the lines that open something: an open literal narrowed to a named range, an interface's own
 * address replaced by its group. A line that is written in any other way gets none.
 * @param texts the head's files by path
 */
export function suggestionsFor(
  opened: readonly DiffRow[],
  texts: ReadonlyMap<string, string>,
  after: Network,
  { named }: Pick<Rules, 'named'>,
): readonly Suggestion[] {
  const suggestions = new Map<string, Suggestion>();
  for (const { because } of opened)
    for (const cause of because) {
      const { file, line, sensitive } = cause;
      if (file === undefined || line === undefined || sensitive) continue;
      const written = texts.get(file)?.split(/\r?\n/)[line - 1];
      const fix = written === undefined ? undefined : (narrowed(written, named) ?? grouped(written, cause, after));
      if (fix) suggestions.set(`${file}:${line}`, { file, line, ...fix });
    }
  return [...suggestions.values()];
}

type Fix = Pick<Suggestion, 'text' | 'lines'>;

/** `"0.0.0.0/0"` in a list or as a single value, quoted or (YAML) not; a comment or a longer CIDR is none. */
const OPEN = /(["']?)(0\.0\.0\.0\/0|::\/0)\1(?=\s*(?:[,\]}#]|$))/g;

/** The first named range that has addresses of the family. */
function narrowed(line: string, named: Rules['named']): Fix | undefined {
  const matches = [...line.matchAll(OPEN)];
  const [match] = matches;
  if (!match || matches.length > 1) return undefined;
  const [literal, quote = '', open = ''] = match;
  // A literal alone on its line is an entry of a list.
  const isList =
    (line.slice(0, match.index).includes('[') && line.slice(match.index).includes(']')) ||
    line.replace(literal, '').replace(',', '').trim() === '';
  for (const [name, ranges] of Object.entries(named)) {
    const same = ranges.filter((range) => parseCidr(range).family === parseCidr(open).family && !range.endsWith('/0'));
    if (same.length === 0 || (same.length > 1 && !isList)) continue;
    const instead = same.map((range) => `${quote}${range.includes('/') ? range : single(range)}${quote}`).join(', ');
    return { text: `narrow it to ${name} (${same.join(', ')})`, lines: [line.replace(literal, instead)] };
  }
  return undefined;
}

function single(address: string): string {
  return `${address}/${parseCidr(address).family === 4 ? 32 : 128}`;
}

/** The attribute that takes a group where this one takes addresses, by the resource type that holds it. */
const ATTRIBUTES: readonly (readonly [type: string, from: RegExp, to: (group: string) => string])[] = [
  ['aws_security_group', /cidr_blocks(\s*)= *\["([\d.]+)\/32"\]/, (group) => `security_groups = [${group}.id]`],
  [
    'aws_security_group_rule',
    /cidr_blocks(\s*)= *\["([\d.]+)\/32"\]/,
    (group) => `source_security_group_id = ${group}.id`,
  ],
  [
    'aws_vpc_security_group_ingress_rule',
    /cidr_ipv4(\s*)= *"([\d.]+)\/32"/,
    (group) => `referenced_security_group_id = ${group}.id`,
  ],
];

/** Terraform's addresses of resources in the root module or, alike, in one module: `module.a.aws_instance.b`. */
const ADDRESS = /^(?<module>(?:module\.[\w-]+\.)*)(?<type>aws_[a-z_]+)\.(?<name>[\w-]+)$/;

function grouped(line: string, { address, resource }: Cause, after: Network): Fix | undefined {
  const place = ADDRESS.exec(address ?? '')?.groups;
  const attribute = ATTRIBUTES.find(([type]) => type === place?.['type']);
  const match = attribute && new RegExp(`^(\\s*)${attribute[1].source}\\s*$`).exec(line);
  if (!place || !attribute || !match) return undefined;
  const ip = match[3]!;
  if (!isCidr(ip)) return undefined;
  const vpc = after.securityGroups.find(({ id }) => id === resource)?.vpcId;
  const owners = after.interfaces.filter((eni) => eni.vpcId === vpc && eni.privateIpv4.includes(ip));
  const [owner] = owners;
  if (!owner || owners.length > 1 || owner.securityGroupIds.length !== 1) return undefined;
  const group = after.securityGroups.find(({ id }) => id === owner.securityGroupIds[0]);
  if (group?.origin.kind !== 'code') return undefined;
  const referred = ADDRESS.exec(group.origin.address)?.groups;
  // Another module's group has no name here.
  if (referred?.['type'] !== 'aws_security_group' || referred['module'] !== place['module']) return undefined;
  const name = `aws_security_group.${referred['name']}`;
  return {
    text: `refer to ${name}, the group of ${ip}, instead of its address`,
    lines: [`${match[1]}${attribute[2](name)}`],
  };
}
