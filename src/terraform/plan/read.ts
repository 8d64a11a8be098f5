import type { Diagnostic, ResourceInstance, Value } from '../resource.ts';
import { splitAddress } from './address.ts';
import { type Beside, besideOf, planVariables, type WrittenCode, withCode } from './beside.ts';
import { computedRules } from './computed-rules.ts';
import { checkFormat, decodePlan } from './decode.ts';
import { PlanFormatError } from './error.ts';
import {
  isObject,
  type Json,
  type ModuleValues,
  type PlanJson,
  type ResourceChange,
  type StateResource,
} from './json.ts';
import { type References, references } from './references.ts';
import { planValue, sensitiveNames } from './value.ts';

/** Both sides of a plan, as resource instances; data sources stand on both. */
export interface Plan {
  readonly formatVersion: string;
  readonly terraformVersion?: string;
  readonly before: readonly ResourceInstance[];
  readonly after: readonly ResourceInstance[];
  /** Assumptions and gaps a reader should know of. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface PlanOptions {
  /** The same root evaluated from its code: gives line numbers, and values the plan leaves unknown. */
  readonly code?: WrittenCode;
}

/**
 * Reads `terraform show -json PLAN` (formats 0.1 to 1.x; Terraform 0.12 and newer, OpenTofu).
 * @param input the file's bytes or text, or the parsed JSON
 * @throws PlanFormatError when it is no such file; the message says what to run
 */
export function readPlan(input: string | Uint8Array | object, options: PlanOptions = {}): Plan {
  const parsed = typeof input === 'string' || input instanceof Uint8Array ? decodePlan(input) : input;
  checkFormat(parsed);
  const plan = parsed as unknown as PlanJson;
  const deferred = new Map(
    (plan.deferred_changes ?? []).flatMap(({ reason, resource_change }) =>
      resource_change ? [[resource_change, reason ?? 'deferred'] as const] : [],
    ),
  );
  const changes = [...(plan.resource_changes ?? []), ...deferred.keys()];
  const prior = [...resourcesOf(plan.prior_state?.values?.root_module)].filter((r) => r.deposed_key === undefined);
  const listed = new Set(changes.flatMap((change) => [change.address, change.previous_address ?? change.address]));
  const unlisted = prior.filter((r) => !listed.has(r.address));
  const code = besideOf(options.code, changes, () => planVariables(plan));
  const refs = references(
    plan,
    [...new Set([...changes.map((c) => c.address), ...unlisted.map((r) => r.address)])],
    (address) => !code.of(address),
  );
  const rules = computedRules(changes);
  const context: Context = { plan, refs, code, rules, deferred };
  // Data sources, and what `-target` left out of the plan, are the same before and after.
  const unchanged = unlisted.map((r) => stateInstance(r, context));
  return {
    formatVersion: plan.format_version,
    ...(plan.terraform_version !== undefined && { terraformVersion: plan.terraform_version }),
    before: [...unchanged, ...changes.flatMap((change) => beforeInstance(change, context))],
    after: [...unchanged, ...changes.flatMap((change) => afterInstance(change, context))],
    diagnostics: [...code.problems, ...refs.assumptions].map((message) => ({ severity: 'warning', message })),
  };
}

interface Context {
  readonly plan: PlanJson;
  readonly refs: References;
  readonly code: Beside;
  readonly rules: ReturnType<typeof computedRules>;
  readonly deferred: ReadonlyMap<ResourceChange, string>;
}

/** Modules in modules, and no further. */
const MAX_MODULES = 100;

function* resourcesOf(module: ModuleValues | undefined, depth = 0): Generator<StateResource> {
  if (!module) return;
  if (depth > MAX_MODULES) throw new PlanFormatError(`its modules are nested more than ${MAX_MODULES} deep`);
  yield* module.resources ?? [];
  for (const child of module.child_modules ?? []) yield* resourcesOf(child, depth + 1);
}

function stateInstance(r: StateResource, context: Context): ResourceInstance {
  return instance(r, r.address, r.values ?? {}, {}, r.sensitive_values, context);
}

function beforeInstance(change: ResourceChange, context: Context): ResourceInstance[] {
  const { before, before_sensitive } = change.change;
  if (!isObject(before)) return [];
  const address = change.deposed ? `${change.address} (deposed ${change.deposed})` : change.address;
  // The address is the new one on both sides, so that a moved resource is one resource.
  return [instance(change, address, before, {}, before_sensitive, context)];
}

function afterInstance(change: ResourceChange, context: Context): ResourceInstance[] {
  const { actions, before, after, after_unknown, after_sensitive, before_sensitive, importing } = change.change;
  if (change.deposed) return [];
  const isForgotten = actions.includes('forget');
  if (isForgotten)
    return isObject(before) ? [instance(change, change.address, before, {}, before_sensitive, context)] : [];
  if (!isObject(after) && after_unknown !== true && !isObject(after_unknown)) return [];
  if (after === null && actions.length === 1 && actions[0] === 'delete') return [];
  const priorId = isObject(before) && typeof before['id'] === 'string' ? before['id'] : importing?.id;
  const made = instance(change, change.address, after ?? {}, after_unknown ?? {}, after_sensitive, context);
  const reason = context.deferred.get(change);
  return [
    {
      ...made,
      ...(priorId !== undefined && { importId: priorId }),
      ...(change.previous_address !== undefined && { previousAddress: change.previous_address }),
      ...(reason !== undefined && { countUnknown: `deferred: ${reason}` }),
    },
  ];
}

function instance(
  r: Pick<ResourceChange, 'address' | 'mode' | 'type' | 'name'>,
  address: string,
  known: Json,
  unknown: Json,
  sensitive: Json | undefined,
  context: Context,
): ResourceInstance {
  const { refs, code, rules } = context;
  const written = code.of(r.address);
  const isGroup = r.type === 'aws_security_group' || r.type === 'aws_default_security_group';
  const computed = (['ingress', 'egress'] as const).filter((name) => refs.isConfigured(r.address, name) !== true);
  const json = isGroup ? rules.withoutManaged(known, computed) : known;
  const value = planValue(json, unknown, (path, width) => refs.resolve(r.address, path, width), []);
  const values = value.kind === 'object' ? new Map(value.entries) : new Map<string, Value>();
  const id = isObject(known) && typeof known['id'] === 'string' && known['id'] !== '' ? known['id'] : undefined;
  const region = regionOf(r.address, context);
  const hidden = sensitiveNames(sensitive);
  return {
    address,
    mode: r.mode === 'data' ? 'data' : 'managed',
    type: r.type,
    name: r.name,
    values: written ? withCode(values, written.values) : values,
    ...(written?.location && { location: written.location }),
    ...(region !== undefined && { provider: { region } }),
    ...(id !== undefined && { importId: id }),
    ...(hidden.size > 0 && { sensitive: hidden }),
  };
}

/** The Region a literal provider block gives; modules inherit the root's by key. */
function regionOf(address: string, { refs, plan }: Context): string | undefined {
  const key = refs.configOf(address)?.provider_config_key;
  const { modules } = splitAddress(address);
  const configs = plan.configuration?.provider_config ?? {};
  const config = configs[key ?? ''] ?? (modules.length > 0 ? configs['aws'] : undefined);
  const region = config?.expressions?.['region']?.constant_value;
  return typeof region === 'string' ? region : undefined;
}
