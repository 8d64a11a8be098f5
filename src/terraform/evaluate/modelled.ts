import type { SourceLocation } from '../../network/index.ts';
import { isModelled, listModule, readModule } from '../modules/index.ts';
import type { Diagnostic, ResourceInstance, Value } from '../resource.ts';
import type { FileReader } from './project-files.ts';
import { relocated } from './value.ts';

/** The repository, and beside it the registry modules that are modelled here. */
export function withModels(files: FileReader): FileReader {
  return {
    ...files,
    read: (path) => (isModelled(path) ? readModule(path) : files.read(path)),
    list: (dir) => (isModelled(dir) ? listModule(dir) : files.list(dir)),
  };
}

/** Where modules are called, by their address. */
export type Calls = ReadonlyMap<string, SourceLocation>;

/** Says of what a modelled module states, that it is stated where the module is called: its own lines are no file of anybody's. */
export function atCall(instance: ResourceInstance, calls: Calls, root: SourceLocation | undefined): ResourceInstance {
  if (!instance.location || !isModelled(instance.location.file)) return instance;
  const location = callOf(instance.address, calls) ?? root;
  const { location: _, ...rest } = instance;
  return {
    ...rest,
    values: new Map([...instance.values].map(([name, value]) => [name, placed(value, location)])),
    ...(location && { location }),
  };
}

/** The innermost call around an address that stands in a file of the repository. */
function callOf(address: string, calls: Calls): SourceLocation | undefined {
  for (let end = address.lastIndexOf('.'); end > 0; end = address.lastIndexOf('.', end - 1)) {
    const call = calls.get(address.slice(0, end));
    if (call && !isModelled(call.file)) return call;
  }
  return undefined;
}

/** Says of a value that a modelled module gives, that it is stated where the module is called. */
export function placed(value: Value, call: SourceLocation | undefined): Value {
  return relocated(value, (at) => (at && isModelled(at.file) ? call : at));
}

/** A trouble inside a modelled module comes from what it was given; no line of its own is named. */
export function withoutModelLines(diagnostic: Diagnostic): Diagnostic {
  const { at, ...rest } = diagnostic;
  return at && isModelled(at.file) ? rest : diagnostic;
}
