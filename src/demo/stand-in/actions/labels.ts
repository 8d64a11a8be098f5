import { invalid } from '../http/error.ts';
import { labelView } from '../views/issue.ts';
import type { Account, Issue, Label, Repository, World } from '../world.ts';
import { emitIssue } from './issues.ts';

export function findLabel(repository: Repository, name: string): Label | undefined {
  return repository.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
}

export function createLabel(
  world: World,
  repository: Repository,
  label: {
    readonly name: string;
    readonly color?: string | undefined;
    readonly description?: string | null | undefined;
  },
): Label {
  if (findLabel(repository, label.name)) throw invalid({ resource: 'Label', code: 'already_exists', field: 'name' });
  checkLabel(label);
  const made = {
    id: world.nextId(),
    name: label.name,
    color: label.color ?? 'ededed',
    description: label.description ?? null,
  };
  repository.labels.push(made);
  return made;
}

/** Names of at most 50 characters, colors of six hex digits, descriptions of at most 100 characters. */
export function checkLabel(label: {
  readonly name?: string | undefined;
  readonly color?: string | undefined;
  readonly description?: string | null | undefined;
}): void {
  const wrong = (field: string) => invalid({ resource: 'Label', code: 'invalid', field });
  if (label.name !== undefined && (label.name === '' || [...label.name].length > 50)) throw wrong('name');
  if (label.color !== undefined && !/^[0-9a-f]{6}$/i.test(label.color)) throw wrong('color');
  if ([...(label.description ?? '')].length > 100) throw wrong('description');
}

/** Sets an issue's labels, making those the repository lacks, and tells of each that came or went. */
export function setLabels(
  world: World,
  user: Account,
  repository: Repository,
  issue: Issue,
  names: readonly string[],
): void {
  const wanted = new Set(names.map((name) => findLabel(repository, name) ?? createLabel(world, repository, { name })));
  const before = issue.labels;
  issue.labels = [...wanted];
  for (const label of wanted) if (!before.includes(label)) tell('labeled', label);
  for (const label of before) if (!wanted.has(label)) tell('unlabeled', label);

  function tell(action: string, label: Label): void {
    emitIssue(world, action, user, repository, issue, { label: labelView(world, repository, label) });
  }
}
