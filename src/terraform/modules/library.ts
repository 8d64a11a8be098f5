import { securityGroupModule, securityGroupSubmodule } from './security-group.ts';
import { allowsMajor } from './version.ts';
import { vpcModule } from './vpc.ts';
import { vpcEndpointsModule } from './vpc-endpoints.ts';

/** Where the modelled modules stand, as seen by the evaluator: no path of a repository is looked up here. */
const ROOT = '.registry';

interface Model {
  /** Major releases whose inputs and resources the model has, the newest first. */
  readonly majors: readonly number[];
  /** The module's code; of a submodule (`//modules/web`) when one is named. */
  code(submodule: string | undefined, major: number): string | undefined;
}

const MODELS: ReadonlyMap<string, Model> = new Map([
  [
    'terraform-aws-modules/security-group/aws',
    {
      majors: [5, 4],
      code: (name, major) => (name === undefined ? securityGroupModule(major) : securityGroupSubmodule(name)),
    },
  ],
  [
    'terraform-aws-modules/vpc/aws',
    {
      majors: [6, 5],
      code: (name) => (name === undefined ? vpcModule() : name === 'vpc-endpoints' ? vpcEndpointsModule() : undefined),
    },
  ],
]);

const SOURCE =
  /^(?:(?:registry\.terraform\.io|registry\.opentofu\.org)\/)?([\w-]+\/[\w-]+\/[\w-]+)(?:\/\/modules\/([\w-]+))?$/;

/** What is known of a registry module: the folder its model stands in, or which releases the model is of. */
export type Known = { readonly dir: string } | { readonly majors: readonly number[] };

/**
 * Looks a module of the public registry up among those modelled here.
 * @param source as the code writes it: `terraform-aws-modules/vpc/aws//modules/vpc-endpoints`
 * @param version the constraint as written; without one the newest release is meant
 */
export function knownModule(source: string, version: string | undefined): Known | undefined {
  const [, name = '', submodule] = SOURCE.exec(source) ?? [];
  const model = MODELS.get(name);
  if (!model) return undefined;
  const major = model.majors.find((one) => allowsMajor(version, one));
  if (major === undefined) return { majors: model.majors };
  const dir = [ROOT, name, major, ...(submodule === undefined ? [] : ['modules', submodule])].join('/');
  return readModule(`${dir}/main.tf`) === undefined ? undefined : { dir };
}

/** Whether a path is one of the modelled modules', rather than the repository's. */
export function isModelled(path: string): boolean {
  return path === ROOT || path.startsWith(`${ROOT}/`);
}

/** The text of a file of a modelled module. */
export function readModule(path: string): string | undefined {
  const [, name = '', major, submodule] = FILE.exec(path) ?? [];
  if (!texts.has(path)) texts.set(path, MODELS.get(name)?.code(submodule, Number(major)));
  return texts.get(path);
}

const FILE = /^\.registry\/(.+?)\/(\d+)(?:\/modules\/([\w-]+))?\/main\.tf$/;

const texts = new Map<string, string | undefined>();

export function listModule(dir: string): readonly string[] {
  return readModule(`${dir}/main.tf`) === undefined ? [] : ['main.tf'];
}
