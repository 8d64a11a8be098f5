/** The steps of an address: `module.a["x"].aws_vpc.b[0]` → module `a`, key `x`; resource, index 0. */
export interface ModuleStep {
  readonly name: string;
  /** The instance key as written, brackets included; empty without one. */
  readonly key: string;
}

const STEP = /^module\.([^.[\]]+)((?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?)\.?/;

/** The module path of an address, and what remains of it. */
export function splitAddress(address: string): { readonly modules: readonly ModuleStep[]; readonly rest: string } {
  const modules: ModuleStep[] = [];
  let rest = address;
  for (let found = STEP.exec(rest); found; found = STEP.exec(rest)) {
    modules.push({ name: found[1]!, key: found[2]! });
    rest = rest.slice(found[0].length);
  }
  return { modules, rest };
}

export function joinModules(modules: readonly ModuleStep[]): string {
  return modules.map((step) => `module.${step.name}${step.key}.`).join('');
}
