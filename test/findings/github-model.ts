import { findingKeyOf, type IssueAction, type IssueView } from '../../src/findings/index.ts';

/** GitHub's issues as far as the reconciler sees them: numbers, states, who closed what. All are the app's own. */
export class GitHubModel {
  #issues: IssueView[] = [];
  #next = 1;
  readonly comments: { readonly number: number; readonly body: string }[] = [];
  #clock = Date.parse('2026-01-01T00:00:00Z');

  get issues(): readonly IssueView[] {
    return this.#issues;
  }

  /** Applies actions as the executor would; returns the number each created key got. */
  apply(actions: readonly IssueAction[]): ReadonlyMap<string, number> {
    const created = new Map<string, number>();
    for (const action of actions) {
      if (action.kind === 'create') created.set(action.key, this.create(action.title, action.body, action.labels));
      else if (action.kind === 'comment') this.comments.push({ number: action.number, body: action.body });
      else this.#update(action);
    }
    return created;
  }

  create(title: string, body: string, labels: readonly string[]): number {
    if (body.length > 65_536 || title.length > 256) throw new Error('GitHub would refuse this issue');
    const number = this.#next++;
    this.#clock += 1000;
    const createdAt = new Date(this.#clock).toISOString();
    this.#issues.push({ number, title, body, labels, state: 'open', createdAt, updatedAt: createdAt, locked: false });
    return number;
  }

  /** What a person does in the browser. */
  edit(number: number, change: Partial<Pick<IssueView, 'title' | 'body' | 'labels' | 'state' | 'locked'>>): void {
    this.#change(number, { ...change, ...(change.state === 'closed' && { closedBy: 'person' as const }) });
  }

  delete(number: number): void {
    this.#issues = this.#issues.filter((issue) => issue.number !== number);
  }

  issue(number: number): IssueView {
    const found = this.#issues.find((issue) => issue.number === number);
    if (!found) throw new Error(`no issue #${number}`);
    return found;
  }

  commentsOn(number: number): readonly string[] {
    return this.comments.filter((comment) => comment.number === number).map((comment) => comment.body);
  }

  openFor(key: string): readonly IssueView[] {
    return this.#issues.filter((issue) => issue.state === 'open' && findingKeyOf(issue.body) === key);
  }

  #update({ number, title, body, labels, state }: Extract<IssueAction, { kind: 'update' }>): void {
    const given = {
      ...(title !== undefined && { title }),
      ...(body !== undefined && { body }),
      ...(labels && { labels }),
    };
    this.#change(number, {
      ...given,
      ...(state && { state }),
      ...(state === 'closed' && { closedBy: 'app' as const }),
    });
  }

  #change(number: number, change: Partial<IssueView>): void {
    this.issue(number); // an update of an issue that is not there is a mistake of the reconciler
    this.#issues = this.#issues.map((issue) => (issue.number === number ? { ...issue, ...change } : issue));
  }
}
