import { securityGroupModule, securityGroupSubmodule } from './security-group.ts';
import { allowsMajor } from './version.ts';
import { flowLogModule, vpcModule } from './vpc.ts';
import { vpcEndpointsModule } from './vpc-endpoints.ts';

/** Where the modelled modules stand, as seen by the evaluator: no path of a repository is looked up here. */
const ROOT = '.registry';

interface Model {
  /** Major releases whose inputs and resources the model has, the newest first. */
  readonly majors: readonly number[];
  /** The module's code; of a submodule (`//modules/web`) when one is named. */
  code(submodule: string | undefined, major: number): string | undefined;
}

const VPC_SUBMODULES: Readonly<Record<string, () => string>> = {
  'vpc-endpoints': vpcEndpointsModule,
  'flow-log': flowLogModule,
};

const MODELS: ReadonlyMap<string, Model> = new Map([
  [
    'terraform-aws-modules/security-group/aws',
    {
      majors: [5, 4],
      code: (name, major) => (name === undefined ? securityGroupModule(major) : securityGroupSubmodule(name, major)),
    },
  ],
  [
    'terraform-aws-modules/vpc/aws',
    {
      majors: [6, 5],
      code: (name) => (name === undefined ? vpcModule() : VPC_SUBMODULES[name]?.()),
    },
  ],
]);

const SOURCE =
  /^(?:(?:registry\.terraform\.io|registry\.opentofu\.org)\/)?([\w-]+\/[\w-]+\/[\w-]+)(?:\/\/modules\/([\w-]+))?$/;

/** The same modules where they are published from, at a release; a commit does not say which release it is of. */
const GITHUB =
  /^(?:git::)?(?:(?:https|ssh):\/\/)?(?:git@)?github\.com[/:]terraform-aws-modules\/terraform-aws-([\w-]+?)(?:\.git)?(?:\/\/modules\/([\w-]+))?(?:\?ref=v?(\d+\.\d+\.\d+))?$/;

/** Terragrunt's way to say a registry module: `tfr:///terraform-aws-modules/vpc/aws//modules/x?version=5.0.0`. */
const TERRAGRUNT = /^tfr:\/\/([\w.-]*)\/([\w/-]+)\?version=([^&]+)$/;

interface Named {
  readonly name: string;
  readonly submodule: string | undefined;
  readonly version: string | undefined;
}

function named(source: string, version: string | undefined): Named | undefined {
  const [, host = '', path, release] = TERRAGRUNT.exec(source) ?? [];
  if (path !== undefined) return named(host === '' ? path : `${host}/${path}`, release);
  const [, repository, inside, tag] = GITHUB.exec(source) ?? [];
  if (repository !== undefined)
    return { name: `terraform-aws-modules/${repository}/aws`, submodule: inside, version: tag };
  const [, name, submodule] = SOURCE.exec(source) ?? [];
  return name === undefined ? undefined : { name, submodule, version };
}

/** What is known of a registry module: the folder its model stands in, or which releases the model is of. */
export type Known = { readonly dir: string } | { readonly majors: readonly number[] };

/**
 * Looks a module of the public registry up among those modelled here.
 * @param source as the code writes it: `terraform-aws-modules/vpc/aws//modules/vpc-endpoints`, or the repository it is from
 * @param constraint as written; without one the newest release is meant
 */
export function knownModule(source: string, constraint?: string): Known | undefined {
  const { name = '', submodule, version } = named(source, constraint) ?? {};
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
