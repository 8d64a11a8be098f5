import { ForbiddenError, NotFoundError } from '../../github/index.ts';
import type { Installation } from './installation.ts';

/** A repository at the head of its default branch. */
export async function openHead(installation: Installation, repository: string) {
  const { defaultBranch } = await installation.facts(repository);
  const contents = await installation.contents(repository);
  return { contents, commit: await contents.head(defaultBranch) };
}

/** The same; undefined when the installation does not cover it. */
export async function headOf(installation: Installation, repository: string) {
  try {
    return await openHead(installation, repository);
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof ForbiddenError) return undefined;
    throw error;
  }
}
