import type { Value } from '../resource.ts';
import { computedAttribute } from './computed.ts';
import { type DataLookup, dataAttribute } from './data-source.ts';
import type { Registry } from './module.ts';
import type { ResourceNode } from './resource-node.ts';
import type { Context } from './scope.ts';
import { isMapping, isSequence, list, object, type Symbolic, unknown } from './value.ts';

/** Attributes that a built-in resource computes from its arguments. */
const ECHOED: Readonly<Record<string, Readonly<Record<string, string>>>> = { terraform_data: { output: 'input' } };

/** How symbols are looked into, once the modules have registered what they declare. */
export function symbolLookups(
  registry: Registry,
  data: DataLookup | undefined,
): Pick<Context, 'follow' | 'expand' | 'countUnknown'> {
  const followResource = (node: ResourceNode, symbol: Symbolic, path: readonly string[]): Value => {
    const [name = '', ...rest] = path;
    const whole = { ...symbol, attribute: path };
    if (node.mode === 'data') return rest.length > 0 ? whole : dataAttribute(node, name, data);
    const value = configured(node, path) ?? (rest.length === 0 ? computedAttribute(node, name, registry) : undefined);
    if (!value || value.kind === 'null') return whole;
    // A nested block has computed attributes beside those that are written, so it stays a symbol to look into.
    return node.hasBlocks(name) && (isSequence(value) || isMapping(value)) ? whole : value;
  };
  const owner = (symbol: Symbolic) =>
    registry.resources.get(symbol.address) ??
    registry.modules.get(symbol.address) ??
    registry.remotes.get(symbol.address);
  const countUnknown = (symbol: Symbolic) => (symbol.attribute.length === 0 ? owner(symbol)?.uncounted : undefined);
  return {
    countUnknown,
    follow(symbol, step, indexed) {
      const whole = symbol.attribute.length === 0;
      if (whole && (typeof step === 'number' || (indexed && countUnknown(symbol) !== undefined))) return symbol;
      const node = registry.resources.get(symbol.address);
      if (node) return followResource(node, symbol, [...symbol.attribute, String(step)]);
      if (!whole || typeof step === 'number') return { ...symbol, attribute: [...symbol.attribute, String(step)] };
      const module = registry.modules.get(symbol.address);
      if (!module) return remoteOutput(symbol, step, registry);
      if (module.configuration.outputs.has(step)) return module.output(step);
      return unknown(`${symbol.address} has no output ${step}`, 'a correction of the code', symbol.at);
    },
    expand(symbol) {
      const reason = countUnknown(symbol);
      if (reason !== undefined) return unknown(reason, undefined, symbol.at);
      if (symbol.attribute.length > 0) return expandBlocks(symbol, registry.resources.get(symbol.address));
      const module = registry.modules.get(symbol.address);
      if (!module) return symbol;
      return object(
        new Map([...module.configuration.outputs.keys()].map((name) => [name, module.output(name)])),
        symbol.at,
      );
    },
  };
}

/** What is written at a path of attributes, block indexes and keys; undefined when the code does not say. */
function configured(node: ResourceNode, [name = '', ...rest]: readonly string[]): Value | undefined {
  let value = node.attribute(ECHOED[node.type]?.[name] ?? name);
  for (const step of rest) {
    if (value && isMapping(value)) value = value.entries.get(step);
    else if (value && isSequence(value) && !value.items.some((item) => item.kind === 'unknown' && item.many))
      value = value.items[Number(step)];
    else return value?.kind === 'unknown' ? value : undefined;
  }
  return value;
}

/** Nested blocks as a list of symbols, each of which can be looked into. */
function expandBlocks(symbol: Symbolic, node: ResourceNode | undefined): Value {
  const value = node && configured(node, symbol.attribute);
  if (!value || !isSequence(value)) return value && value.kind !== 'null' ? value : symbol;
  return list(
    value.items.map((item, index) =>
      isMapping(item) ? { ...symbol, attribute: [...symbol.attribute, String(index)] } : item,
    ),
  );
}

function remoteOutput(symbol: Symbolic, name: string, registry: Registry): Value {
  const source = registry.remotes.get(symbol.address)?.source;
  const from = source ? `comes from ${source}, which is not in the repository` : 'could not be read';
  return unknown(`${symbol.address}.${name}: the module ${from}`, 'a plan, or the module in the repository', symbol.at);
}
