import type { KeyObject } from 'node:crypto';
import type { Fault } from './faults.ts';
import type { Commit, ObjectStore } from './git/objects.ts';

/** `metadata`, `issues`, `checks`, … → how far it goes. */
export type Permissions = Readonly<Record<string, 'read' | 'write' | 'admin'>>;

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Bot' | 'Organization';
}

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly owner: Account;
  readonly bot: Account;
  readonly publicKey: KeyObject;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly createdAt: string;
}

export interface Installation {
  readonly id: number;
  readonly account: Account;
  /** Names (`owner/name`) of a selection; `all` follows the account. */
  repositories: 'all' | Set<string>;
  readonly permissions: Permissions;
  readonly createdAt: string;
  suspendedAt: string | null;
}

/** Who is asking. A person acts by the programmatic side only; over HTTP there are apps and installations. */
export type Actor =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'app' }
  | {
      readonly kind: 'installation';
      readonly token: string;
      readonly installation: Installation;
      /** May be narrower than the installation's. */
      readonly permissions: Permissions;
      readonly repositories: 'all' | ReadonlySet<string>;
      readonly expiresAt: number;
    };

export interface Label {
  readonly id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Reaction {
  readonly id: number;
  readonly user: Account;
  readonly content: string;
  readonly createdAt: string;
}

/** What issues and comments share: somebody's words. */
export interface Post {
  readonly id: number;
  readonly user: Account;
  readonly viaApp: boolean;
  body: string | null;
  readonly createdAt: string;
  updatedAt: string;
  readonly reactions: Reaction[];
}

export interface Issue extends Post {
  readonly number: number;
  title: string;
  state: 'open' | 'closed';
  stateReason: string | null;
  labels: Label[];
  locked: boolean;
  closedAt: string | null;
  closedBy: Account | null;
  readonly comments: Post[];
  readonly pull?: Pull;
}

export interface Side {
  readonly repository: Repository;
  readonly ref: string;
}

/** What a pull request has beyond an issue. */
export interface Pull {
  readonly head: Side;
  base: Side;
  draft: boolean;
  merged: { readonly at: string; readonly by: Account; readonly sha: string } | null;
  /** Fixed at merge or close, so that a deleted branch does not lose it. */
  headSha: string;
  readonly headHistory: string[];
  readonly reviews: Review[];
  readonly reviewComments: ReviewComment[];
}

export interface Review extends Post {
  readonly commitId: string;
  readonly state: 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED' | 'PENDING' | 'DISMISSED';
}

export interface ReviewComment extends Post {
  readonly reviewId: number | null;
  readonly inReplyTo: number | null;
  readonly path: string;
  readonly commitId: string;
  readonly side: 'LEFT' | 'RIGHT';
  /** Absent for a comment on a file as a whole. */
  readonly line: number | null;
  readonly startSide: 'LEFT' | 'RIGHT' | null;
  readonly startLine: number | null;
  readonly diffHunk: string;
}

interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number | undefined;
  readonly end_column?: number | undefined;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title?: string | undefined;
  readonly raw_details?: string | undefined;
}

export interface CheckRun {
  readonly id: number;
  readonly headSha: string;
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  externalId: string;
  detailsUrl: string | null;
  startedAt: string;
  completedAt: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  actions: readonly { readonly label: string; readonly description: string; readonly identifier: string }[];
  readonly annotations: Annotation[];
}

export interface Repository {
  readonly id: number;
  readonly owner: Account;
  readonly name: string;
  readonly fullName: string;
  readonly private: boolean;
  readonly fork: boolean;
  readonly defaultBranch: string;
  readonly createdAt: string;
  /** Branch → commit. */
  readonly branches: Map<string, string>;
  readonly collaborators: Map<string, 'admin' | 'maintain' | 'write' | 'triage' | 'read'>;
  readonly labels: Label[];
  /** Issues and pull requests, which share their numbers. */
  readonly issues: Issue[];
  /** Numbers are never used again. */
  readonly deletedIssues: Set<number>;
  readonly hasIssues: boolean;
  readonly checkRuns: CheckRun[];
  readonly artifacts: Artifact[];
}

/** What a workflow run left. */
export interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly run: number;
  readonly headSha: string;
  readonly createdAt: string;
  readonly zip: Uint8Array;
}

export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly deliveredAt: string;
  readonly redelivery: boolean;
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly durationSeconds: number;
  readonly status: string;
  readonly statusCode: number;
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly payload: unknown };
  readonly response: { readonly headers: Readonly<Record<string, string>>; readonly payload: string | null };
}

export interface Limits {
  /** Requests an hour and installation (primary limit). */
  readonly requestsPerHour: number;
  /** Issues, comments, reviews and pull requests (secondary limit). */
  readonly contentPerMinute: number;
  readonly contentPerHour: number;
}

/** A webhook before it is addressed to an installation. */
export interface HookEvent {
  readonly event: string;
  readonly action?: string;
  readonly sender: Account;
  readonly repository?: Repository;
  readonly installation?: Installation;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Everything the stand-in holds. Actions change it; routes, pages and `dump` show it. */
export interface World {
  /** `http://127.0.0.1:PORT` */
  url: string;
  readonly clock: () => Date;
  readonly limits: Limits;
  /** Another one once a manifest is registered. */
  app: App;
  readonly accounts: Map<string, Account>;
  /** By lower-case full name. */
  readonly repositories: Map<string, Repository>;
  readonly installations: Installation[];
  /** By token. */
  readonly tokens: Map<string, Extract<Actor, { kind: 'installation' }>>;
  /** Team `org/slug` → logins. */
  readonly teams: Map<string, ReadonlySet<string>>;
  readonly git: ObjectStore;
  readonly deliveries: Delivery[];
  readonly faults: Fault[];
  /** Times of requests and of created content, by installation. */
  readonly usage: Map<number, { readonly requests: number[]; readonly content: number[] }>;
  readonly nextId: () => number;
  /** Sends a webhook to whoever the event concerns, without waiting. */
  readonly emit: (event: HookEvent) => void;
}

export function now(world: World): string {
  return world
    .clock()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
}

/** The commit a branch name, full ref or commit id stands for in a repository. */
export function resolveCommit(world: World, repository: Repository, ref: string): Commit | undefined {
  const branch = ref.replace(/^(refs\/)?heads\//, '');
  return world.git.commits.get(repository.branches.get(branch) ?? ref);
}

export function findRepository(world: World, fullName: string): Repository | undefined {
  return world.repositories.get(fullName.toLowerCase());
}

/** The installation that covers a repository, suspended or not. */
export function installationOf(world: World, repository: Repository): Installation | undefined {
  return world.installations.find(
    ({ account, repositories }) =>
      account.login === repository.owner.login && (repositories === 'all' || repositories.has(repository.fullName)),
  );
}

/** The account of this login, made when there is none yet. */
export function account(world: World, login: string, type: Account['type'] = 'User'): Account {
  const known = world.accounts.get(login.toLowerCase());
  if (known) return known;
  const made: Account = { id: world.nextId(), login, type: login.endsWith('[bot]') ? 'Bot' : type };
  world.accounts.set(login.toLowerCase(), made);
  return made;
}
