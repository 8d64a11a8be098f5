import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { cdkStacks, parameters, readStacks, readTemplate } from '../cloudformation/index.ts';
import { type Network, SallyportError } from '../network/index.ts';
import { readSnapshot, type Snapshot, toNetwork } from '../snapshot/index.ts';
import {
  type KnownRoot,
  type Plan,
  type PlanOptions,
  readPlan,
  readTerraformDirectory,
  terraformNetwork,
  unreadOf,
} from '../terraform/index.ts';
import { openCheckout } from './files.ts';

/** A path on the command line that is none of the things it may be. */
export class SourceError extends SallyportError {}

/** Where code without provider settings goes, and the values it is read with. */
export interface CodeOptions {
  readonly account: string;
  readonly region: string;
  readonly varFiles: readonly string[];
  readonly workspace?: string;
  /** What the account holds: answers the code's data sources. */
  readonly live?: () => Network;
  /** Other roots of the repository: answer `terraform_remote_state`. */
  readonly roots?: readonly KnownRoot[];
  /** The same code as another commit has it: a copy of it elsewhere goes by its paths. */
  readonly other?: string;
  /** The root module that a plan was made of; else the plan's own folder, where it holds one. */
  readonly code?: string;
}

/** What a path on the command line holds. A plan holds both sides of its change. */
export type Source =
  | { readonly kind: 'snapshot'; readonly network: Network; readonly snapshot: Snapshot }
  | {
      readonly kind: 'code';
      readonly network: Network;
      readonly warnings: readonly string[];
      /** What may make more than the network lists. */
      readonly unread: readonly string[];
    }
  | {
      readonly kind: 'plan';
      readonly before: Network;
      readonly after: Network;
      readonly warnings: readonly string[];
    };

/**
 * Reads a snapshot folder, a Terraform directory, a plan JSON file or a CloudFormation template.
 * @throws SourceError when the path is none of them; the reader's own error when it is one and cannot be read
 */
export async function readSource(path: string, options: CodeOptions): Promise<Source> {
  if (!existsSync(path)) throw new SourceError(`There is nothing at ${path}.`);
  if (statSync(path).isDirectory()) return readDirectory(path, options);
  const bytes = readFileSync(path);
  const text = bytes.toString('utf8');
  const document = documentOf(text);
  if (
    'resource_changes' in document ||
    'planned_values' in document ||
    'format_version' in document ||
    bytes[0] === 0xff
  )
    return planSource(readPlan(bytes, { ...codeBeside(path, options) }), options);
  if ('Resources' in document) {
    const { account, region, other } = options;
    const given = parameters(options.varFiles.map((name) => readFileSync(join(dirname(path), name), 'utf8')));
    const { files, root } = openCheckout(dirname(path), folderOf(other));
    const file = join(root, basename(path));
    const network = readTemplate(text, { file, parameters: given, account, region, read: files.read });
    return { kind: 'code', network, warnings: [], unread: messagesOf(network) };
  }
  throw new SourceError(`${path} is neither a plan (terraform show -json) nor a CloudFormation template.`);
}

const TERRAFORM = /\.(tf|tofu)(\.json)?$|^terragrunt\.hcl$/;

/** The code that a plan was made of, evaluated with the plan's variables. */
function codeBeside(plan: string, { code, ...options }: CodeOptions): Pick<PlanOptions, 'code'> {
  const folder = code ?? dirname(plan);
  if (!readdirSync(folder).some((name) => TERRAFORM.test(name))) {
    if (code === undefined) return {};
    throw new SourceError(`${code} holds no Terraform files.`);
  }
  const { files, root } = openCheckout(folder);
  // Roots of one file each may share a folder: `web.tf` with `web.json`.
  const own = basename(plan).replace(/\.json$/, '.tf');
  const alone = code === undefined && existsSync(join(folder, own));
  const list = (path: string) => (alone && path === (root || '.') ? [own] : files.list(path));
  return { code: (settled) => readTerraformDirectory({ ...files, list }, root, { ...options, settled }).resources };
}

async function readDirectory(path: string, options: CodeOptions): Promise<Source> {
  const names = readdirSync(path);
  if (names.some((name) => TERRAFORM.test(name))) {
    const { files, root } = openCheckout(path, folderOf(options.other));
    const evaluation = readTerraformDirectory(files, root, options);
    const { network, diagnostics } = evaluation;
    const warnings = diagnostics.map(({ message, at }) => (at ? `${at.file}:${at.line}: ${message}` : message));
    return { kind: 'code', network, warnings, unread: unreadOf(evaluation) };
  }
  if (names.includes('manifest.json') && names.includes('cdk.out')) {
    const { account, region } = options;
    const { files, root } = openCheckout(path, folderOf(options.other));
    const stacks = cdkStacks(root, files.read).map((stack) => ({ account, region, ...stack }));
    const network = readStacks(stacks, { read: files.read });
    return { kind: 'code', network, warnings: [], unread: messagesOf(network) };
  }
  const looksLikeSnapshot = names.some((name) => /^\d{12}$/.test(name) && statSync(join(path, name)).isDirectory());
  if (!looksLikeSnapshot && names.length > 0 && !names.some((name) => /^\d+$/.test(name)))
    throw new SourceError(
      `${path} holds neither Terraform files nor a snapshot (<account-id>/<region>/<operation>.json); it holds ${names
        .slice(0, 5)
        .map((name) => basename(name))
        .join(', ')}.`,
    );
  const snapshot = await readSnapshot(path);
  return { kind: 'snapshot', network: toNetwork(snapshot), snapshot };
}

function messagesOf({ problems }: Network): readonly string[] {
  return problems.map(({ resource, message }) => `${resource}: ${message}`);
}

/** Where a side of a comparison lies, when it is code. */
export function folderOf(path: string | undefined): string | undefined {
  if (path === undefined || !existsSync(path)) return undefined;
  return statSync(path).isDirectory() ? path : dirname(path);
}

function planSource({ before, after, diagnostics }: Plan, options: CodeOptions): Source {
  const side = (resources: Plan['before']) => terraformNetwork(resources, options);
  return {
    kind: 'plan',
    before: side(before),
    after: side(after),
    warnings: diagnostics.map(({ message }) => message),
  };
}

/** The top level of a JSON or YAML file, enough to tell what it is. Tags of intrinsics are let pass. */
function documentOf(text: string): object {
  try {
    // A plan may be large, and YAML's reader is slow where JSON's will do.
    const value: unknown = /^\s*\{/.test(text) ? jsonOf(text) : parse(text, { logLevel: 'silent' });
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return /^Resources:/m.test(text) ? { Resources: {} } : {};
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parse(text, { logLevel: 'silent' });
  }
}

/** A source as one side of a comparison: of a plan, what it leads to. */
export function oneSide(source: Source): Network {
  return source.kind === 'plan' ? source.after : source.network;
}
