import { readTemplate } from '../cloudformation/index.ts';
import type { CodeEntry } from '../config/index.ts';
import { EMPTY_NETWORK, type Network, type Problem } from '../network/index.ts';
import {
  type Evaluation,
  evaluateRoot,
  type Plan,
  type ResourceInstance,
  terraformNetwork,
} from '../terraform/index.ts';
import type { Code } from './code.ts';
import type { RootNetworks } from './lay-over.ts';
import { parameters } from './parameters.ts';
import { normalized } from './path.ts';
import { together } from './stacks.ts';

/** What a root's code says of both sides, and what of it could not be read. */
export interface RootCode extends RootNetworks {
  readonly problems: readonly Problem[];
  /** `Terraform code`, `CloudFormation template`. */
  readonly source: string;
  /** The head's, for what a plan leaves out. */
  readonly resources: readonly ResourceInstance[];
}

/** Where code goes that names no place itself. */
export interface RootPlace {
  readonly root: CodeEntry;
  /** Twelve digits. */
  readonly account: string;
}

/** Evaluates the code of both sides. */
export async function readRoot(place: RootPlace, before: Code, after: Code): Promise<RootCode> {
  const [old, now] = [await readSide(place, before), await readSide(place, after)];
  const { path } = place.root;
  return {
    name: path,
    before: old.network,
    after: now.network,
    problems: newProblems(old, now),
    source: `${path}: ${after.folders.size > 0 ? now.source : `removed ${old.source}`}`,
    resources: now.resources,
  };
}

/** The networks of both sides of a plan, as code. */
export function planNetworks({ root, account }: RootPlace, { before, after }: Plan): RootNetworks {
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
}

const NOTHING: Side = { network: EMPTY_NETWORK, source: 'code', problems: [], handed: [], resources: [] };

async function readSide(place: RootPlace, code: Code): Promise<Side> {
  if (code.folders.size === 0) return NOTHING;
  return code.templates.length > 0 ? readTemplates(place, code) : readTerraform(place, code);
}

async function readTerraform({ root, account }: RootPlace, code: Code): Promise<Side> {
  const { path, varFiles, workspace, region } = root;
  const evaluation = await code.read((files) => evaluateRoot({ files, root: path, varFiles, workspace }));
  const network = terraformNetwork(evaluation.resources, { account, region });
  return {
    network,
    source: 'Terraform code',
    problems: [...network.problems, ...evaluation.diagnostics.map((diagnostic) => problemOf(diagnostic, path))],
    handed: evaluation.remoteModules.map(handedOver),
    resources: evaluation.resources,
  };
}

/** Every template is a stack of its own: what two of them call alike is not the same. */
function readTemplates({ root, account }: RootPlace, { templates, files }: Code): Side {
  const values = parameters(root.varFiles.map((name) => files.get(parameterFile(root.path, name)) ?? ''));
  const stacks = templates.map((file) =>
    readTemplate(files.get(file)!, { file, parameters: values, account, region: root.region }),
  );
  const network = stacks.length === 1 ? stacks[0]! : together(templates, stacks);
  const kind = templates[0]!.endsWith('.template.json') ? 'synthesized CloudFormation' : 'CloudFormation';
  const source = `${kind} ${templates.length === 1 ? 'template' : `templates (${templates.length})`}`;
  return { ...NOTHING, network, source, problems: network.problems };
}

function parameterFile(root: string, name: string): string {
  const folder = /\.(ya?ml|json|template)$/.test(root) ? normalized(`${root}/..`) : normalized(root);
  return normalized(`${folder}/${name}`);
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
  if (key === 'at') return undefined;
  return value instanceof Map ? [...value] : value;
}

/**
 * What the head does not let us read and the base did not have: a change that hides there is not decided. A trouble both
 * sides share, whatever its line, changes nothing by itself; a module that is elsewhere is one when its call changed.
 */
function newProblems(before: Side, after: Side): readonly Problem[] {
  const known = new Set([...before.problems, ...before.handed].map(nameOf));
  const calls = new Set(after.handed.map(nameOf));
  return [
    ...after.problems.filter((problem) => !known.has(nameOf(problem))),
    ...after.handed
      .filter((call) => !known.has(nameOf(call)))
      .map((call) => ({ ...call, message: 'the code of this module is not in the repository, and its call changed' })),
    ...before.handed
      .filter((call) => !calls.has(nameOf(call)) && !after.handed.some(({ resource }) => resource === call.resource))
      .map(({ resource }) => ({ resource, message: 'this call of a module that is not in the repository is removed' })),
  ];
}

function nameOf({ resource, message }: Problem): string {
  return `${resource}\n${message}`;
}
