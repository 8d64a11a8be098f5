import { EMPTY_NETWORK, type Network, type Problem } from '../network/index.ts';
import {
  type Evaluation,
  type Plan,
  type ResourceInstance,
  readTerraformDirectory,
  terraformNetwork,
  unreadOf,
} from '../terraform/index.ts';
import type { Code } from './code.ts';
import type { RootNetworks } from './lay-over.ts';
import { knownRoots, type Place, type Surroundings } from './surroundings.ts';
import { readTemplates, type TemplateStacks, templateStacks } from './templates.ts';

/** What a root's code says of both sides, and what of it could not be read. */
export interface RootCode extends RootNetworks {
  readonly problems: readonly Problem[];
  /** `Terraform code`, `CloudFormation template`. */
  readonly source: string;
  /** The head's, for what a plan leaves out. */
  readonly resources: readonly ResourceInstance[];
  /** What of the head could not be read, and may make more than the network lists. */
  readonly unread: readonly string[];
}

/** Where code goes that names no place itself, and what it may ask of beyond itself. */
export interface RootPlace extends Place, Surroundings {}

/** Evaluates the code of both sides. */
export async function readRoot(place: RootPlace, before: Code, after: Code): Promise<RootCode> {
  const stacks = [await templateStacks(place, before), await templateStacks(place, after)] as const;
  // A stack that is alone on one side only goes by the same addresses on both.
  const qualified = stacks.some((side) => (side?.sources.length ?? 0) > 1);
  const [old, now] = [
    await readSide(place, before, stacks[0], qualified),
    await readSide(place, after, stacks[1], qualified),
  ];
  const { path } = place.root;
  return {
    name: path,
    before: old.network,
    // What Terraform refuses changes nothing until it is mended.
    after: now.isBroken ? old.network : now.network,
    problems: newProblems(old, now),
    source: `${path}: ${sourceOf(before, old, after, now)}`,
    resources: now.resources,
    unread: now.unread,
  };
}

/** Evaluates code that is compared with no other. */
export async function readOneSide(place: RootPlace, code: Code): Promise<Pick<Side, 'network' | 'unread'>> {
  const stacks = await templateStacks(place, code);
  return readSide(place, code, stacks, (stacks?.sources.length ?? 0) > 1);
}

function sourceOf(before: Code, old: Side, after: Code, now: Side): string {
  if (after.folders.size > 0) return now.source;
  return before.folders.size > 0 ? `removed ${old.source}` : 'nothing yet';
}

/** The networks of both sides of a plan, as code. */
export function planNetworks({ root, account }: Place, { before, after }: Plan): RootNetworks {
  const network = (side: Plan['before']) => terraformNetwork(side, { account, region: root.region });
  return { name: root.path, before: network(before), after: network(after) };
}

interface Side {
  readonly network: Network;
  readonly source: string;
  readonly problems: readonly Problem[];
  /** What is handed to modules whose code is elsewhere: all that can be known of them. */
  readonly handed: readonly Problem[];
  readonly resources: readonly ResourceInstance[];
  readonly isBroken: boolean;
  readonly unread: readonly string[];
}

const NOTHING: Side = {
  network: EMPTY_NETWORK,
  source: 'code',
  problems: [],
  handed: [],
  resources: [],
  isBroken: false,
  unread: ['there is no code'],
};

async function readSide(
  place: RootPlace,
  code: Code,
  stacks: TemplateStacks | undefined,
  qualified: boolean,
): Promise<Side> {
  if (code.folders.size === 0) return NOTHING;
  if (!stacks) return readTerraform(place, code);
  const network = await readTemplates(place, code, stacks, qualified);
  const unread = network.problems.map(({ resource, message }) => `${resource}: ${message}`);
  return { ...NOTHING, network, source: stacks.source, problems: network.problems, unread };
}

async function readTerraform(place: RootPlace, code: Code): Promise<Side> {
  const { path, varFiles, workspace, region } = place.root;
  const { account, live } = place;
  const evaluation = await code.read((files) =>
    readTerraformDirectory(files, path, {
      varFiles,
      workspace,
      account,
      region,
      provider: { account, region },
      roots: knownRoots(place),
      ...(live && { live }),
    }),
  );
  const { network, diagnostics, remoteModules, resources } = evaluation;
  return {
    network,
    source: 'Terraform code',
    problems: [...network.problems, ...diagnostics.map((diagnostic) => problemOf(diagnostic, path))],
    handed: remoteModules.map(handedOver),
    resources,
    isBroken: diagnostics.some(({ syntax }) => syntax),
    unread: unreadOf(evaluation),
  };
}

function problemOf({ message, at }: Evaluation['diagnostics'][number], root: string): Problem {
  return { resource: root, message, ...(at && { file: at.file, line: at.line }) };
}

function handedOver({ address, source, version, inputs, location }: Evaluation['remoteModules'][number]): Problem {
  const { file, line } = location;
  const call = JSON.stringify(
    [address, source, version, [...inputs].sort(([a], [b]) => (a < b ? -1 : 1))],
    withoutPlaces,
  );
  return { resource: address, message: call, file, line };
}

/** Where a value is written does not change it, and a map has no JSON of its own. */
function withoutPlaces(key: string, value: unknown): unknown {
  if (key === 'at' || key === 'parts') return undefined;
  return value instanceof Map ? [...value] : value;
}

/**
 * What the head does not let us read and the base did not have: a change that hides there is not decided. A trouble both
 * sides share, whatever its line, changes nothing by itself; a module that is elsewhere is one when its call changed.
 */
function newProblems(before: Side, after: Side): readonly Problem[] {
  const known = new Set([...before.problems, ...before.handed].map(nameOf));
  const calls = new Set(after.handed.map(nameOf));
  const fresh = after.problems.filter((problem) => !known.has(nameOf(problem)));
  // A new call is told with where it comes from.
  const isTold = ({ resource }: Problem) => fresh.some(({ message }) => message.startsWith(`${resource} comes from`));
  return [
    ...fresh,
    ...after.handed
      .filter((call) => !known.has(nameOf(call)) && !isTold(call))
      .map((call) => ({ ...call, message: 'the code of this module is not in the repository, and its call changed' })),
    ...before.handed
      .filter((call) => !calls.has(nameOf(call)) && !after.handed.some(({ resource }) => resource === call.resource))
      .map(({ resource }) => ({ resource, message: 'this call of a module that is not in the repository is removed' })),
  ];
}

function nameOf({ resource, message }: Problem): string {
  return `${resource}\n${message}`;
}
