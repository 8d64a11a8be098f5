import { convert } from '../convert.ts';
import { refuse } from '../problem.ts';
import { typeOf } from '../type.ts';
import { list, text, tuple } from '../value.ts';
import { type FunctionTable, mappingOf, parts, string, textOf, whole } from './define.ts';

/** Functions on maps and objects. */
export const lookupFunctions: FunctionTable = {
  keys: {
    cost: 'elements',
    params: [parts],
    run: ([value]) => {
      const { kind, entries } = mappingOf(value);
      const names = Array.from(entries, ([key, entry]) => text(key, entry.at));
      return kind === 'object' ? tuple(names) : list(names);
    },
  },
  values: {
    cost: 'elements',
    params: [parts],
    run: ([value]) => {
      const { kind, entries } = mappingOf(value);
      return kind === 'object' ? tuple([...entries.values()]) : list([...entries.values()]);
    },
  },
  lookup: {
    cost: 'constant',
    params: [parts, string, whole],
    optional: 1,
    run: ([value, key, fallback]) => {
      const { kind, entries } = mappingOf(value);
      const found = entries.get(textOf(key));
      if (found) return found;
      if (!fallback) return refuse(`the map has no element ${JSON.stringify(textOf(key))}, and no default is given`);
      const [first] = entries.values();
      return kind === 'map' && first ? convert(fallback, typeOf(first)) : fallback;
    },
  },
};
