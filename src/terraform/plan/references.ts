import type { Value } from '../resource.ts';
import { joinModules, type ModuleStep, splitAddress } from './address.ts';
import type { Expression, ModuleCall, ModuleConfig, PlanJson, ResourceConfig } from './json.ts';

/** Where an expression stands: the module instance and the key of the resource or module call it belongs to. */
interface Place {
  readonly modules: readonly ModuleStep[];
  readonly key: string;
  readonly forEach: Expression | undefined;
}

/** Resolves attributes that a plan leaves unknown by what the configuration says they refer to. */
export interface References {
  /**
   * What an unknown attribute stands for. `path` leads to it: names for blocks and attributes, numbers for list items.
   * `width` is how many unknown items its list has.
   */
  resolve(address: string, path: readonly (string | number)[], width: number): Value;
  /** Whether the configuration sets the attribute at all; `undefined` when it does not hold the resource. */
  isConfigured(address: string, attribute: string): boolean | undefined;
  configOf(address: string): ResourceConfig | undefined;
  /** Assumptions made on the way, to be told. */
  readonly assumptions: ReadonlySet<string>;
}

type Target = { readonly address: string; readonly attribute: readonly string[] };
type Outcome = { readonly targets: readonly Target[] } | { readonly blocked: string };

const MAX_DEPTH = 30;
/** References followed for one value, and for a whole plan: no real plan comes near either. */
const MAX_STEPS = 2_000;
const MAX_STEPS_OF_PLAN = 5_000_000;

/** @param mayAssume whether the likeliest is taken where the plan does not say: not where the code does */
export function references(
  plan: PlanJson,
  addresses: readonly string[],
  mayAssume: (address: string) => boolean,
): References {
  const root = plan.configuration?.root_module;
  const assumptions = new Set<string>();
  let steps = 0;
  let stepsOfPlan = 0;
  let assumes = true;
  const instances = Map.groupBy(addresses, (address) => address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]$/, ''));

  function moduleAt(modules: readonly ModuleStep[]): ModuleConfig | undefined {
    return modules.reduce<ModuleConfig | undefined>((at, step) => at?.module_calls?.[step.name]?.module, root);
  }

  const byModule = new Map<ModuleConfig | undefined, ReadonlyMap<string, ResourceConfig>>();
  function resourcesIn(module: ModuleConfig | undefined): ReadonlyMap<string, ResourceConfig> {
    const known = byModule.get(module) ?? new Map((module?.resources ?? []).map((r) => [r.address, r]));
    byModule.set(module, known);
    return known;
  }

  const configs = new Map<string, ResourceConfig | undefined>();
  function configOf(address: string): ResourceConfig | undefined {
    const { modules, rest } = splitAddress(address);
    const bare = rest.replace(/\[.*$/s, '');
    const key = `${modules.map((step) => step.name).join('.')}/${bare}`;
    if (!configs.has(key)) configs.set(key, resourcesIn(moduleAt(modules)).get(bare));
    return configs.get(key);
  }

  function callOf(modules: readonly ModuleStep[]): ModuleCall | undefined {
    const last = modules.at(-1);
    return last && moduleAt(modules.slice(0, -1))?.module_calls?.[last.name];
  }

  /** What one reference, in full, leads to. `attribute` is what the asker wants when the reference names none. */
  function follow(reference: string, place: Place, attribute: string, depth: number): Outcome {
    if (depth > MAX_DEPTH) return { blocked: 'its references go round in circles' };
    if (++steps > MAX_STEPS || ++stepsOfPlan > MAX_STEPS_OF_PLAN)
      return { blocked: 'its references are too many to follow' };
    const [head, ...tail] = reference.split('.');
    if (head === 'var' && tail[0] !== undefined) {
      const call = callOf(place.modules);
      const expression = call?.expressions?.[tail[0]];
      // A default or a root variable is always known: it cannot be what makes the value unknown.
      if (!call || !expression) return { targets: [] };
      const parent: Place = {
        modules: place.modules.slice(0, -1),
        key: place.modules.at(-1)?.key ?? '',
        forEach: call.for_each_expression,
      };
      return followAll(expression, parent, tail[1] ?? attribute, depth + 1);
    }
    if (head === 'module') return followOutput(reference, place, attribute, depth);
    if (head === 'each' && tail[0] === 'value' && place.forEach) {
      const wanted = tail[1] ?? attribute;
      return followAll(place.forEach, { ...place, forEach: undefined }, wanted, depth + 1);
    }
    if (head === 'local')
      return { blocked: `${reference.split(/[[.]/).slice(0, 2).join('.')} is not in the plan file` };
    if (head === 'each' || head === 'count' || head === 'path' || head === 'terraform' || head === 'self')
      return { blocked: `${reference} alone does not name a resource` };
    return followResource(reference, place, attribute);
  }

  function followOutput(reference: string, place: Place, attribute: string, depth: number): Outcome {
    const found = /^module\.([^.[]+)((?:\[[^\]]*\])?)\.([^.[]+)/.exec(reference);
    if (!found) return { blocked: `${reference} is a whole module` };
    const [, name, key, output] = found;
    const inner = moduleAt(place.modules)?.module_calls?.[name!];
    const expression = inner?.module?.outputs?.[output!]?.expression;
    if (!inner || !expression) return { blocked: `${reference} is not in the plan file` };
    const ownKey = key !== '' ? key! : inner.count_expression || inner.for_each_expression ? place.key : '';
    const modules = [...place.modules, { name: name!, key: ownKey }];
    return followAll(expression, { modules, key: '', forEach: undefined }, attribute, depth + 1);
  }

  function followResource(reference: string, place: Place, attribute: string): Outcome {
    const found = /^((?:data\.)?[^.[]+\.[^.[]+)((?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?)(?:\.(.+))?$/.exec(reference);
    if (!found) return { blocked: `${reference} is not understood` };
    const [, bare, key, path] = found;
    const base = joinModules(place.modules) + bare;
    // `aws_vpc.this[0].ipv6_cidr_block` loses its end where the index is computed: only an id can be told.
    if (path === undefined && !IDENTIFIES.test(attribute))
      return { blocked: `which attribute of ${bare} it takes is not in the plan file` };
    const named = path?.split('.') ?? [identityFor(attribute)];
    const all = instances.get(base) ?? [];
    const exact = key ? all.filter((address) => address === base + key) : all;
    const target = (address: string): Outcome => ({ targets: [{ address, attribute: named }] });
    if (exact.length === 1) return target(exact[0]!);
    const [same] = exact.filter((address) => place.key !== '' && address === base + place.key);
    if (same !== undefined && assumes) {
      assumptions.add(`references from instance ${place.key} to ${base} are taken as to its instance ${place.key}`);
      return target(same);
    }
    // A resource with `count = 0` contributes nothing, whatever function (`try`, `concat`) the reference is in.
    if (all.length === 0 && configOf(base)) return { targets: [] };
    return {
      blocked:
        exact.length === 0
          ? `${base}${key} has no instance`
          : `${base} has ${exact.length} instances, and which is meant is not in the plan file`,
    };
  }

  /** All references of an expression together; constants and switches (`var.create`) among them lead nowhere. */
  function followAll(expression: Expression, place: Place, attribute: string, depth: number): Outcome {
    const full = maximal(expression.references ?? []);
    const usable = full.filter((reference) => !/^(each\.key|count\.index|path\.|terraform\.|self\.)/.test(reference));
    if (usable.length === 0) return { targets: [] };
    const outcomes = usable.map((reference) => follow(reference, place, attribute, depth));
    if (usable.length === 1) return outcomes[0]!;
    const targets = unique(outcomes.flatMap((outcome) => ('targets' in outcome ? outcome.targets : [])));
    const blocked = outcomes.find((outcome) => 'blocked' in outcome);
    return blocked ?? { targets };
  }

  /** What a module is given under the attribute's name, where it makes none itself: a group for its rules. */
  function handedIn(address: string, attribute: string): Target | undefined {
    const { modules } = splitAddress(address);
    const call = callOf(modules);
    if (!TARGET_TYPES[attribute] || !call?.expressions?.[attribute]) return undefined;
    const place = { modules, key: '', forEach: undefined };
    const outcome = follow(`var.${attribute}`, place, attribute, 0);
    const [target, ...more] = 'targets' in outcome ? outcome.targets : [];
    if (!target || more.length > 0) return undefined;
    assumptions.add(`${address}: ${attribute} is taken as what its module is given by that name, ${target.address}`);
    return target;
  }

  /** In the registry's VPC module the table of its kind goes before the private one, where there is one. */
  function preferred(address: string, targets: readonly Target[]): Target | undefined {
    const [first, ...others] = targets;
    const own = resourcesIn(moduleAt(splitAddress(address).modules));
    if (!first || others.length === 0 || !VPC_MODULE.every((one) => own.has(one))) return undefined;
    if (!targets.every((one) => /\.aws_route_table\.\w+(\[\d+\])?$/.test(one.address))) return undefined;
    assumptions.add(`${address}: its table is taken as the first of ${targets.map((one) => one.address).join(', ')}`);
    return first;
  }

  function sole(address: string, attribute: string): Target | undefined {
    const type = TARGET_TYPES[attribute];
    if (!type) return undefined;
    const { modules } = splitAddress(address);
    const prefix = joinModules(modules);
    const candidates = addresses.filter((other) => {
      const { rest } = splitAddress(other);
      return other === prefix + rest && type.some((t) => rest.startsWith(`${t}.`));
    });
    if (candidates.length !== 1) return undefined;
    assumptions.add(`${address}: ${attribute} is taken as the only ${type[0]} of its module, ${candidates[0]}`);
    return { address: candidates[0]!, attribute: ['id'] };
  }

  function resolve(address: string, path: readonly (string | number)[], width: number): Value {
    steps = 0;
    assumes = mayAssume(address);
    const config = configOf(address);
    const expression = expressionAt(config?.expressions, path);
    const name = String(path.findLast((part) => typeof part === 'string') ?? '');
    if (!expression) {
      return path.length === 1 && config
        ? { kind: 'symbol', address, attribute: [name] }
        : { kind: 'unknown', reason: `${address}: ${path.join('.')} is known only after apply` };
    }
    const { modules, rest } = splitAddress(address);
    const key = /\[.*\]$/s.exec(rest)?.[0] ?? '';
    const outcome = followAll(expression, { modules, key, forEach: config?.for_each_expression }, name, 0);
    const item = path.findLastIndex((part) => typeof part === 'number');
    if ('targets' in outcome) {
      const { targets } = outcome;
      const target =
        targets.length === 1
          ? targets[0]
          : targets.length === width && item === path.length - 1
            ? targets[Number(path[item])]
            : undefined;
      if (target) return { kind: 'symbol', ...target };
    }
    const only = assumes
      ? (('targets' in outcome ? preferred(address, outcome.targets) : undefined) ??
        sole(address, name) ??
        handedIn(address, name))
      : undefined;
    if (only) return { kind: 'symbol', ...only };
    // All that the code refers to is known, so it says nothing here, and the provider computes the value.
    if ('targets' in outcome && outcome.targets.length === 0 && path.length === 1)
      return { kind: 'symbol', address, attribute: [name] };
    const reason =
      'blocked' in outcome
        ? outcome.blocked
        : outcome.targets.length === 0
          ? 'the plan file does not say what it refers to'
          : `it may be any of ${outcome.targets.map((t) => t.address).join(', ')}`;
    return {
      kind: 'unknown',
      reason: `${address}: ${name} is known only after apply, and ${reason}`,
      resolvedBy: 'the Terraform code beside the plan, or a plan made after the first apply',
    };
  }

  return {
    resolve,
    configOf,
    isConfigured: (address, attribute) => {
      const config = configOf(address);
      return config && Object.hasOwn(config.expressions ?? {}, attribute);
    },
    assumptions,
  };
}

/** Attributes whose only possible target, where the references end in a local, is the one such resource of the module. */
const TARGET_TYPES: Readonly<Record<string, readonly string[]>> = {
  security_group_id: ['aws_security_group'],
  vpc_id: ['aws_vpc'],
};

/** Resources by which terraform-aws-modules/vpc/aws is known, wherever it was copied to. */
const VPC_MODULE = ['public', 'private', 'database', 'redshift', 'elasticache', 'intra'].flatMap((kind) => [
  `aws_route_table.${kind}`,
  `aws_subnet.${kind}`,
]);

/** Attributes that hold what a resource is known by. */
const IDENTIFIES = /(^|_)(ids?|arns?|identifiers?|groups?|subnets?|instances?|targets?|name|bucket)$/;

function identityFor(attribute: string): string {
  return /arns?$/.test(attribute) ? 'arn' : 'id';
}

/** `references` lists a full path, then its prefixes; only the full ones say something. */
function maximal(list: readonly string[]): string[] {
  const all = [...new Set(list)];
  return all.filter(
    (one) => !all.some((other) => other !== one && (other.startsWith(`${one}.`) || other.startsWith(`${one}[`))),
  );
}

function unique(targets: readonly Target[]): Target[] {
  return [...new Map(targets.map((t) => [`${t.address} ${t.attribute.join('.')}`, t])).values()];
}

function expressionAt(
  expressions: Readonly<Record<string, unknown>> | undefined,
  path: readonly (string | number)[],
): Expression | undefined {
  let at: unknown = expressions;
  for (const [i, part] of path.entries()) {
    if (typeof at !== 'object' || at === null) return undefined;
    if ('references' in at || 'constant_value' in at) return at as Expression;
    if (Array.isArray(at)) at = typeof part === 'number' ? (at[part] ?? at[0]) : undefined;
    else if (typeof part === 'number') continue;
    else at = (at as Record<string, unknown>)[part];
    if (i === path.length - 1 && Array.isArray(at)) return undefined;
  }
  return typeof at === 'object' && at !== null && ('references' in at || 'constant_value' in at)
    ? (at as Expression)
    : undefined;
}
