import type { Value } from '../../resource.ts';
import { convert } from '../convert.ts';
import { ANY, BOOL, listOf, mapOf, NUMBER, STRING, type Type } from '../type.ts';
import { asUnknown, bool } from '../value.ts';
import { type FunctionSpec, type FunctionTable, whole } from './define.ts';

const to = (type: Type): FunctionSpec => ({ params: [whole], run: ([value]) => convert(value!, type) });
const same: FunctionSpec = { params: [whole], run: ([value]) => value! };

export const conversionFunctions: FunctionTable = {
  tobool: to(BOOL),
  tolist: to(listOf(ANY)),
  tomap: to(mapOf(ANY)),
  tonumber: to(NUMBER),
  tostring: to(STRING),
  sensitive: same,
  nonsensitive: same,
  ephemeralasnull: same,
  issensitive: {
    params: [whole],
    run: ([value]): Value => (value!.kind === 'unknown' ? asUnknown(value!) : bool(false)),
  },
};
