import { z } from 'zod';
import { type FieldError, invalid } from '../http/error.ts';
import { appView } from '../views/account.ts';
import { checkRunView, pullRequestsAt, suiteId } from '../views/check-run.ts';
import type { PullIssue } from '../views/pull-request.ts';
import type { Account, CheckRun, Repository, World } from '../world.ts';
import { now } from '../world.ts';

/** GitHub takes this many annotations with one request; further updates append. */
const MAX_ANNOTATIONS = 50;
const MAX_TEXT = 65_535;

const annotation = z.object({
  path: z.string(),
  start_line: z.number().int().positive(),
  end_line: z.number().int().positive(),
  start_column: z.number().int().positive().optional(),
  end_column: z.number().int().positive().optional(),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  message: z.string().max(64 * 1024),
  title: z.string().max(255).optional(),
  raw_details: z
    .string()
    .max(64 * 1024)
    .optional(),
});

const output = z.object({
  title: z.string().optional(),
  summary: z.string().optional(),
  text: z.string().optional(),
  annotations: z.array(annotation).optional(),
});

const CONCLUSIONS = ['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'timed_out'] as const;

export const checkRunChange = z.object({
  name: z.string().min(1).optional(),
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  started_at: z.string().optional(),
  conclusion: z.enum(CONCLUSIONS).optional(),
  completed_at: z.string().optional(),
  output: output.optional(),
  actions: z
    .array(z.object({ label: z.string().max(20), description: z.string().max(40), identifier: z.string().max(20) }))
    .max(3)
    .optional(),
});

export const checkRunInput = checkRunChange.extend({ name: z.string().min(1), head_sha: z.string() });

export function createCheckRun(world: World, repository: Repository, input: z.output<typeof checkRunInput>): CheckRun {
  checkChange(input, input.output);
  if (!world.git.commits.has(input.head_sha))
    throw invalid({ resource: 'CheckRun', code: 'custom', message: `No commit found for SHA: ${input.head_sha}` });
  const run: CheckRun = {
    id: world.nextId(),
    headSha: input.head_sha,
    name: input.name,
    status: 'queued',
    conclusion: null,
    externalId: '',
    detailsUrl: null,
    startedAt: now(world),
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    actions: [],
    annotations: [],
  };
  apply(world, run, input);
  repository.checkRuns.push(run);
  emitCheckRun(world, run.status === 'completed' ? 'completed' : 'created', world.app.bot, repository, run);
  return run;
}

export function updateCheckRun(
  world: World,
  repository: Repository,
  run: CheckRun,
  change: z.output<typeof checkRunChange>,
): void {
  checkChange(change, change.output);
  const before = run.status;
  apply(world, run, change);
  if (before !== 'completed' && run.status === 'completed')
    emitCheckRun(world, 'completed', world.app.bot, repository, run);
}

function apply(world: World, run: CheckRun, change: z.output<typeof checkRunChange>): void {
  run.name = change.name ?? run.name;
  run.externalId = change.external_id ?? run.externalId;
  run.detailsUrl = change.details_url ?? run.detailsUrl;
  run.startedAt = change.started_at ?? run.startedAt;
  run.actions = change.actions ?? run.actions;
  run.title = change.output?.title ?? run.title;
  run.summary = change.output?.summary ?? run.summary;
  run.text = change.output?.text ?? run.text;
  run.annotations.push(...(change.output?.annotations ?? []));
  run.status = change.conclusion === undefined ? (change.status ?? run.status) : 'completed';
  run.conclusion = run.status === 'completed' ? (change.conclusion ?? run.conclusion) : null;
  run.completedAt = run.status === 'completed' ? (change.completed_at ?? run.completedAt ?? now(world)) : null;
}

function checkChange(change: z.output<typeof checkRunChange>, report: z.output<typeof output> | undefined): void {
  const errors: FieldError[] = [];
  const add = (message: string): void => void errors.push({ resource: 'CheckRun', code: 'custom', message });
  if (change.status === 'completed' && change.conclusion === undefined)
    add('A completed check run needs a conclusion.');
  if (report && (report.title === undefined || report.summary === undefined))
    add('output needs a title and a summary.');
  if ((report?.annotations?.length ?? 0) > MAX_ANNOTATIONS)
    add(`annotations exceeds a maximum quantity of ${MAX_ANNOTATIONS}.`);
  for (const field of ['summary', 'text'] as const)
    if ([...(report?.[field] ?? '')].length > MAX_TEXT) add(`Only ${MAX_TEXT} characters are allowed in ${field}.`);
  for (const { start_line, end_line, start_column, end_column } of report?.annotations ?? []) {
    if (end_line < start_line) add('end_line must not be before start_line.');
    if (start_line !== end_line && (start_column ?? end_column) !== undefined)
      add('start_column and end_column need start_line and end_line to be the same.');
  }
  if (errors.length > 0) throw invalid(...errors);
}

/** Tells the app of its own check run: what it did, or what a person asked of it. */
export function emitCheckRun(
  world: World,
  action: 'created' | 'completed' | 'rerequested' | 'requested_action',
  sender: Account,
  repository: Repository,
  run: CheckRun,
  more: Record<string, unknown> = {},
): void {
  const payload = { check_run: checkRunView(world, repository, run), ...more };
  world.emit({ event: 'check_run', action, sender, repository, payload });
}

/** Tells the app that a person wants all its checks of a pull request again. */
export function emitCheckSuite(world: World, sender: Account, repository: Repository, { pull }: PullIssue): void {
  const check_suite = {
    id: suiteId(pull.headSha),
    head_branch: pull.head.ref,
    head_sha: pull.headSha,
    status: 'queued',
    conclusion: null,
    app: appView(world, world.app),
    pull_requests: pullRequestsAt(world, repository, pull.headSha),
  };
  world.emit({ event: 'check_suite', action: 'rerequested', sender, repository, payload: { check_suite } });
}
