import { checkContext, quotaGauges } from '../checks/index.ts';
import { EMPTY_NETWORK, type Network, type Problem } from '../network/index.ts';
import { codeNetworks, overlay, withHypotheticalMembers } from '../overlay/index.ts';
import { type Compiled, compile, diff } from '../reachability/index.ts';
import { toNetwork } from '../snapshot/index.ts';
import { type Evaluation, evaluateRoot, terraformNetwork } from '../terraform/index.ts';
import type { Code } from './code.ts';
import type { CodeChange, CodeComparison } from './review-pull-request.ts';

/** Evaluates both sides of a root, lays them over what is live, and compares who can reach what. */
export async function compareCode(change: CodeChange): Promise<CodeComparison> {
  const before = await evaluateSide(change.before, change);
  const after = await evaluateSide(change.after, change);
  const sides = change.live
    ? overlay(toNetwork({ regions: change.live }), before.network, after.network)
    : codeNetworks(before.network, after.network);
  const compiled = {
    before: compile(withHypotheticalMembers(sides.before, sides.after)),
    after: compile(withHypotheticalMembers(sides.after, sides.before)),
  };
  return {
    diff: diff(compiled.before, compiled.after, { named: change.named }),
    problems: newProblems(before, after),
    quotas: quotaEffects(compiled.before, compiled.after, change),
  };
}

/** A quota is worth a word from here on. */
const NEAR = 0.8;

/** Quotas of the place that the change fills further and that are then nearly used up. */
function quotaEffects(before: Compiled, after: Compiled, { account, root }: CodeChange): readonly string[] {
  // The gauges count; they need no exposure, which is the costly part of a context.
  const gauges = (compiled: Compiled) =>
    quotaGauges(checkContext(compiled, [])).filter((g) => g.account === account && g.region === root.region);
  const used = new Map(gauges(before).map((gauge) => [gauge.name, gauge.used]));
  return gauges(after)
    .filter((gauge) => gauge.used > (used.get(gauge.name) ?? 0) && gauge.used >= NEAR * gauge.limit)
    .map(({ name, resource, used, limit }) => `${name}: ${resource ?? account} would use ${used} of ${limit}`);
}

interface Side {
  readonly network: Network;
  readonly problems: readonly Problem[];
  /** What is handed to modules whose code is elsewhere: all that can be known of them. */
  readonly handed: readonly Problem[];
}

const NOTHING: Side = { network: EMPTY_NETWORK, problems: [], handed: [] };

async function evaluateSide(code: Code, { root, account }: CodeChange): Promise<Side> {
  if (code.folders.size === 0) return NOTHING;
  const { path, varFiles, workspace, region } = root;
  const evaluation = await code.read((files) => evaluateRoot({ files, root: path, varFiles, workspace }));
  const network = terraformNetwork(evaluation.resources, { account, region });
  return {
    network,
    problems: [...network.problems, ...evaluation.diagnostics.map((diagnostic) => problemOf(diagnostic, path))],
    handed: evaluation.remoteModules.map(handedOver),
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
