import { zipSync } from 'fflate';
import { pullRequestsAt } from '../views/check-run.ts';
import type { Account, Artifact, Repository, World } from '../world.ts';
import { now } from '../world.ts';

/** A workflow run of a commit that leaves one artifact and ends well. */
export function runWorkflow(
  world: World,
  sender: Account,
  repository: Repository,
  { headSha, artifact, files }: WorkflowInput,
): number {
  const run = world.nextId();
  const encoded = Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)] as const);
  const made: Artifact = {
    id: world.nextId(),
    name: artifact,
    run,
    headSha,
    createdAt: now(world),
    zip: zipSync(Object.fromEntries(encoded)),
  };
  repository.artifacts.push(made);
  const workflow_run = {
    id: run,
    name: 'plan',
    head_sha: headSha,
    head_branch: [...repository.branches].find(([, sha]) => sha === headSha)?.[0] ?? null,
    event: 'pull_request',
    status: 'completed',
    conclusion: 'success',
    pull_requests: pullRequestsAt(world, repository, headSha),
  };
  world.emit({ event: 'workflow_run', action: 'completed', sender, repository, payload: { workflow_run } });
  return run;
}

export interface WorkflowInput {
  readonly headSha: string;
  /** The artifact's name. */
  readonly artifact: string;
  /** Path → text. */
  readonly files: Readonly<Record<string, string>>;
}
