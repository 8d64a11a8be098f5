import { calling, statusOf } from './errors.ts';
import type { Octokit } from './octokit.ts';
import type { Repository } from './repository.ts';

/** Colours by a label's first word, or the whole label; GitHub wants hex without `#`. */
const COLOURS: Readonly<Record<string, string>> = {
  sallyport: '1f6feb',
  'severity: critical': 'b60205',
  'severity: high': 'd93f0b',
  'severity: medium': 'fbca04',
  'severity: low': 'c2e0c6',
  'severity: info': 'e4e669',
  account: 'bfd4f2',
  regressed: '5319e7',
  overdue: 'e11d21',
};
const OTHER_COLOUR = 'ededed';

/** Labels there are, by repository in lower case. One that is deleted later GitHub makes again itself, in grey. */
export type LabelMemory = Map<string, Promise<Set<string>>>;

/** Creates the labels a repository lacks. The repository's labels are read once; names compare as GitHub does, without case. */
export function createLabels(
  octokit: Octokit,
  repository: Repository,
  memory: LabelMemory = new Map(),
): (names: readonly string[]) => Promise<void> {
  const key = `${repository.owner}/${repository.repo}`.toLowerCase();
  return async (names) => {
    if (names.length === 0) return;
    const known = memory.get(key) ?? listLabels(octokit, repository);
    memory.set(key, known);
    known.catch(() => memory.delete(key));
    const present = await known;
    for (const name of names) {
      if (present.has(name.toLowerCase())) continue;
      await createLabel(octokit, repository, name);
      present.add(name.toLowerCase());
    }
  };
}

async function listLabels(octokit: Octokit, repository: Repository): Promise<Set<string>> {
  const labels = await calling('list labels', () =>
    octokit.paginate(octokit.rest.issues.listLabelsForRepo, { ...repository, per_page: 100 }),
  );
  return new Set(labels.map((label) => label.name.toLowerCase()));
}

async function createLabel(octokit: Octokit, repository: Repository, name: string): Promise<void> {
  const color = COLOURS[name] ?? COLOURS[name.split(':')[0] ?? ''] ?? OTHER_COLOUR;
  try {
    await octokit.rest.issues.createLabel({ ...repository, name, color });
  } catch (error) {
    // 422 already_exists: another worker was faster.
    if (statusOf(error) !== 422) await calling(`create label '${name}'`, () => Promise.reject(error));
  }
}
