import { isCidr, type Network, parseCidr } from '../network/index.ts';
import type { Cause, DiffRow } from '../reachability/index.ts';
import { fromInternet, type Suggestion } from '../report/index.ts';
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
  for (const row of opened)
    for (const cause of row.because) {
      const { file, line, sensitive } = cause;
      // What was synthesized is written anew by the next run.
      if (file === undefined || line === undefined || sensitive || file.endsWith('.template.json')) continue;
      const lines = texts.get(file)?.split(/\r?\n/) ?? [];
      const written = lines[line - 1];
      if (written === undefined) continue;
      const fix = (isLetIn(row) && narrowed(written, named)) || grouped(lines, line - 1, cause, after);
      if (fix) suggestions.set(`${file}:${line}`, { file, line, ...fix });
    }
  return [...suggestions.values()];
}

/** Whether anybody is let in; who is let out to everywhere has no other range to go to. */
function isLetIn(row: DiffRow): boolean {
  return fromInternet(row) || row.from.cidrs?.some((cidr) => cidr.endsWith('/0')) === true;
}

type Fix = Pick<Suggestion, 'text' | 'lines'>;

/** `"0.0.0.0/0"` in a list or as a single value, quoted or (YAML) not; a comment or a longer CIDR is none. */
const OPEN = /(["']?)(0\.0\.0\.0\/0|::\/0)\1(?=\s*(?:[,\]}#]|$))/g;

/** The first named range that has addresses of the family. */
function narrowed(line: string, named: Rules['named']): Fix | undefined {
  const matches = [...line.matchAll(OPEN)].filter(({ index }) => !isCommented(line, index));
  const [match] = matches;
  if (!match || matches.length > 1) return undefined;
  const [literal, quote = '', open = ''] = match;
  const before = line.slice(0, match.index);
  // A string alone on its line is an entry of a list; one branch of a choice is not.
  const isAlone = quote !== '' && line.replace(literal, '').replace(',', '').trim() === '';
  const isList = (innermost(before) === '[' || isAlone) && !before.includes('?');
  for (const [name, ranges] of Object.entries(named)) {
    const same = ranges.filter((range) => parseCidr(range).family === parseCidr(open).family && !range.endsWith('/0'));
    if (same.length === 0 || (same.length > 1 && !isList)) continue;
    const instead = same.map((range) => `${quote}${range.includes('/') ? range : single(range)}${quote}`).join(', ');
    return {
      text: `narrow it to ${name} (${same.join(', ')})`,
      lines: [`${before}${instead}${line.slice(match.index + literal.length)}`],
    };
  }
  return undefined;
}

/** Whether a comment begins before this place, outside of what is quoted. */
function isCommented(line: string, index: number): boolean {
  return /#|\/\//.test(line.slice(0, index).replace(/"[^"]*"|'[^']*'/g, ''));
}

/** The bracket that is open at the end of a text. */
function innermost(text: string): string | undefined {
  const open: string[] = [];
  for (const [mark] of text.matchAll(/[[\](){}]/g)) {
    if ('[({'.includes(mark)) open.push(mark);
    else open.pop();
  }
  return open.at(-1);
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

function grouped(lines: readonly string[], at: number, { address, resource }: Cause, after: Network): Fix | undefined {
  const line = lines[at]!;
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
  const instead = attribute[2](name);
  // The block may refer to groups already, and takes the attribute once.
  if (blockAround(lines, at).some((other) => other.trim().startsWith(instead.split(' ')[0]!))) return undefined;
  return { text: `refer to ${name}, the group of ${ip}, instead of its address`, lines: [`${match[1]}${instead}`] };
}

/** The lines around one up to where its block begins and ends. */
function blockAround(lines: readonly string[], at: number): readonly string[] {
  const start = lines.findLastIndex((line, index) => index < at && line.includes('{'));
  const end = lines.findIndex((line, index) => index > at && line.includes('}'));
  return lines.slice(start + 1, end === -1 ? undefined : end);
}
