import type { Value } from '../../resource.ts';
import { convert } from '../convert.ts';
import { EvaluationProblem, refuse } from '../problem.ts';
import type { Type } from '../type.ts';
import { asUnknown, findOpen, isMapping, isOpen, isSequence, unknown, weightOf } from '../value.ts';
import { arnFunctions } from './arn.ts';
import { cidrFunctions } from './cidr.ts';
import { collectionFunctions } from './collection.ts';
import { conversionFunctions } from './conversion.ts';
import type { FunctionEnvironment, FunctionSpec, FunctionTable, Param } from './define.ts';
import { digestFunctions } from './digest.ts';
import { encodingFunctions } from './encoding.ts';
import { fileFunctions } from './file.ts';
import { formatFunctions } from './format.ts';
import { lookupFunctions } from './lookup.ts';
import { numberFunctions } from './number.ts';
import { regexFunctions } from './regex.ts';
import { rsaFunctions } from './rsa.ts';
import { setFunctions } from './set.ts';
import { textFunctions } from './text.ts';
import { timeFunctions } from './time.ts';

const FUNCTIONS: FunctionTable = {
  ...arnFunctions,
  ...cidrFunctions,
  ...collectionFunctions,
  ...conversionFunctions,
  ...digestFunctions,
  ...encodingFunctions,
  ...fileFunctions,
  ...formatFunctions,
  ...lookupFunctions,
  ...numberFunctions,
  ...regexFunctions,
  ...rsaFunctions,
  ...setFunctions,
  ...textFunctions,
  ...timeFunctions,
};

/** Functions whose result differs from run to run, from machine to machine, or from what any other program gives. */
const UNDECIDED: Readonly<Record<string, string>> = {
  timestamp: 'the time of the run',
  plantimestamp: 'the time of the run',
  uuid: 'random',
  bcrypt: 'random',
  base64gzip: 'bytes that differ from compressor to compressor',
  abspath: 'a path of the machine that runs Terraform',
  pathexpand: 'a path of the machine that runs Terraform',
};

/**
 * Calls a Terraform function.
 * @throws EvaluationProblem as Terraform would refuse the call
 */
export function callFunction(name: string, args: readonly Value[], environment: FunctionEnvironment): Value {
  const plain = name.startsWith('core::') ? name.slice('core::'.length) : name;
  const spec = Object.hasOwn(FUNCTIONS, plain) ? FUNCTIONS[plain] : undefined;
  if (!spec)
    return unknown(`${name}() ${UNDECIDED[plain] ? `gives ${UNDECIDED[plain]}` : 'is not evaluated'}`, 'a plan');
  checkCount(plain, spec, args.length);
  environment.context.budget.spend(costOf(spec, args));
  let open: Value | undefined;
  const converted = args.map((arg, index) => {
    const param = spec.params[index] ?? spec.rest!;
    if (arg.kind === 'null' && !param.nullable) fail(plain, index, 'is null');
    const value = inArgument(plain, index, () => convert(arg, param.type as Type));
    open ??= blocking(value, param);
    return value;
  });
  if (open && isOpen(open)) return asUnknown(open);
  try {
    return spec.run(converted, environment);
  } catch (problem) {
    if (problem instanceof EvaluationProblem) throw new EvaluationProblem(`${plain}(): ${problem.message}`, problem.at);
    throw problem;
  }
}

/** In steps of the budget. */
function costOf({ cost }: FunctionSpec, args: readonly Value[]): number {
  if (cost === 'constant') return 1;
  return args.reduce((sum, arg) => {
    if (arg.kind === 'string') return sum + arg.value.length / 8;
    const elements = isSequence(arg) ? arg.items.length : isMapping(arg) ? arg.entries.size : 1;
    return sum + (cost === 'elements' ? elements / 4 : weightOf(arg) / 2);
  }, 1);
}

function blocking(value: Value, param: Param): Value | undefined {
  if (param.open === 'all') return undefined;
  return param.open === 'parts' ? (isOpen(value) ? value : undefined) : findOpen(value);
}

function checkCount(name: string, spec: FunctionSpec, count: number): void {
  const least = spec.params.length - (spec.optional ?? 0);
  const enough = count >= least && (spec.rest !== undefined || count <= spec.params.length);
  if (!enough) refuse(`${name}() takes ${least}${spec.rest ? ' or more' : ''} arguments, not ${count}`);
}

function inArgument(name: string, index: number, read: () => Value): Value {
  try {
    return read();
  } catch (problem) {
    if (problem instanceof EvaluationProblem) fail(name, index, problem.message);
    throw problem;
  }
}

function fail(name: string, index: number, message: string): never {
  return refuse(`${name}(), argument ${index + 1}: ${message}`);
}
