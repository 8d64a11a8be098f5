import { z } from 'zod';
import { TemplateError } from './error.ts';
import type { StackSource } from './stack.ts';

/** The part of a cloud assembly's manifest that names stacks. (CDK, cloud assembly schema) */
const manifestSchema = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        environment: z.string().optional(),
        properties: z
          .object({
            templateFile: z.string().optional(),
            stackName: z.string().optional(),
            directoryName: z.string().optional(),
            parameters: z.record(z.string(), z.string()).optional(),
          })
          .optional(),
      }),
    )
    .default({}),
});

/** Stages in stages, and no further. */
const MAX_DEPTH = 10;

/**
 * The stacks of a synthesized CDK app, with the account and Region each is for where the app says so.
 * @param folder the cloud assembly, usually `cdk.out`
 * @param read the text of a file, by its path
 * @throws TemplateError when there is no manifest in the folder, or it is none
 */
export function cdkStacks(folder: string, read: (path: string) => string | undefined): readonly StackSource[] {
  return stacksIn(folder, read, 0);
}

function stacksIn(folder: string, read: (path: string) => string | undefined, depth: number): readonly StackSource[] {
  const file = within(folder, 'manifest.json');
  const { artifacts } = manifestOf(file, read(file));
  return Object.entries(artifacts).flatMap(
    ([id, { type, environment = '', properties = {} }]): readonly StackSource[] => {
      const { templateFile, stackName, directoryName, parameters } = properties;
      if (type === 'cdk:cloud-assembly' && directoryName !== undefined && depth < MAX_DEPTH)
        return stacksIn(within(folder, directoryName), read, depth + 1);
      if (type !== 'aws:cloudformation:stack' || templateFile === undefined) return [];
      const path = within(folder, templateFile);
      const text = read(path);
      if (text === undefined)
        throw new TemplateError(`${file} names ${templateFile}, which is not there: run cdk synth`);
      // Stacks that are for no place in particular say `unknown-account` and `unknown-region`.
      const [, account, region] = /^aws:\/\/(\d{12}|[\w-]*)\/([\w-]*)$/.exec(environment) ?? [];
      return [
        {
          file: path,
          text,
          name: stackName ?? id,
          ...(parameters && { parameters }),
          ...(account !== undefined && /^\d{12}$/.test(account) && { account }),
          ...(region !== undefined && region !== 'unknown-region' && { region }),
        },
      ];
    },
  );
}

function manifestOf(file: string, text: string | undefined): z.infer<typeof manifestSchema> {
  if (text === undefined) throw new TemplateError(`there is no ${file}: run cdk synth`);
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new TemplateError(`${file} is no manifest of a cloud assembly: run cdk synth`, { cause: error });
  }
}

/** A path in the assembly; names that lead out of it are taken for names in it. */
function within(folder: string, name: string): string {
  const steps = name.split('/').filter((step) => step !== '..' && step !== '.' && step !== '');
  return [folder.replace(/\/$/, ''), ...steps].filter((step) => step !== '').join('/');
}
