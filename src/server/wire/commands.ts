import type { Config } from '../../config/index.ts';
import {
  type Answer,
  answerIssueCommand,
  answerReach,
  type IssueCommand,
  mayCommand,
  type Place,
  refusal,
} from '../../drift/index.ts';
import type { Query } from '../../reachability/index.ts';
import { renderWhy } from '../../report/index.ts';
import { answerPullRequestCommand, type PullRequestCommand } from '../../review/index.ts';
import { COMMAND_USAGE, type Command } from '../commands.ts';
import type { CommandRequest } from '../use-cases.ts';
import type { Installation } from './installation.ts';
import { placesOf, type ScanParts } from './scans.ts';
import { openTrackers } from './trackers.ts';

const ON_ISSUES = ['help', 'recheck', 'why', 'accept', 'reach'] as const;
const ON_PULL_REQUESTS = ['help', 'recheck', 'approve', 'reach'] as const;

/** One job: answers a command where it was asked. */
export async function runCommand(parts: ScanParts, request: CommandRequest): Promise<void> {
  const installation = await parts.installation(request.installationId);
  const { config } = await installation.configuration();
  await (request.isPullRequest ? onPullRequest : onIssue)(parts, installation, config, request);
}

async function onPullRequest(
  parts: ScanParts,
  installation: Installation,
  config: Config | undefined,
  request: CommandRequest,
): Promise<void> {
  const { installationId, owner, repo, number } = request;
  const github = await installation.pullRequests(`${owner}/${repo}`);
  const team = config?.accept.team;
  const { command } = request;
  if (command.kind === 'reach' && config) {
    const answer = (await mayCommand(github, request.author, team))
      ? await reachOfCode(parts, installation, config, `${owner}/${repo}`, queryOf(command))
      : refusal(team);
    await github.react(request.commentId, answer.done ? '+1' : 'confused');
    await github.replyToComment(number, request.commentId, answer.text);
    return;
  }
  await answerPullRequestCommand(
    parts.store,
    github,
    { ...request, repository: `${owner}/${repo}`, command: pullRequestCommand(request.command) },
    {
      usage: ON_PULL_REQUESTS.map((verb) => COMMAND_USAGE[verb]),
      refuse: async (author) => ((await mayCommand(github, author, team)) ? undefined : refusal(team).text),
      review: async () => void (await parts.queue().send('review', { installationId, owner, repo, number })),
    },
  );
}

/** On a pull request: about the accounts that the repository's code makes. */
async function reachOfCode(
  { store }: ScanParts,
  installation: Installation,
  config: Config,
  repository: string,
  query: Query,
): Promise<Answer> {
  if ((await installation.facts(repository)).visibility === 'public')
    return { done: false, text: 'This repository is public, so nothing of any account is told here.' };
  const { code, accounts } = await installation.narrowed(repository, config);
  const entries = code.filter(({ repo }) => repo.toLowerCase() === repository.toLowerCase());
  const own = placesOf(config).filter(({ account, region }) => {
    const names = accounts.filter(({ id }) => id === account).flatMap(({ id, name }) => [id, name]);
    return entries.some((entry) => names.includes(entry.account) && entry.region === region);
  });
  return answerReach(query, { own, linked: placesOf(config), snapshots: store.snapshots(installation.owner) });
}

function queryOf({ from, to, service }: Extract<Command, { kind: 'reach' }>): Query {
  return { from, to, ...service };
}

async function onIssue(
  parts: ScanParts,
  installation: Installation,
  config: Config | undefined,
  request: CommandRequest,
): Promise<void> {
  const { installationId } = request;
  const repository = `${request.owner}/${request.repo}`;
  if (!config) return;
  const tracker = await (await openTrackers(parts, installation, config)).trackerOf(repository);
  if (!tracker) return;
  const { accept } = await installation.narrowed(repository, config);
  await answerIssueCommand(
    tracker,
    await installation.pullRequests(repository),
    { ...request, command: issueCommand(request.command) },
    {
      usage: ON_ISSUES.map((verb) => COMMAND_USAGE[verb]),
      maxDays: accept.maxDays,
      team: accept.team,
      rescan: async (scope) => {
        for (const place of placesOf(config)) {
          const asked = scope
            ? place.account === scope.account && place.region === scope.region
            : tracker.config.accounts.has(place.account);
          if (asked) await parts.queue().send('scan', { installationId, ...place });
        }
      },
      explain: renderWhy,
      reach: (query, about) => {
        const own = placesOf(config).filter(({ account }) => tracker.config.accounts.has(account));
        const nearness = ({ account, region }: Place) =>
          Number(account === about?.account) + Number(account === about?.account && region === about?.region);
        return answerReach(query, {
          own: own.toSorted((a, b) => nearness(b) - nearness(a)),
          linked: placesOf(config),
          snapshots: parts.store.snapshots(installation.owner),
        });
      },
    },
  );
}

function issueCommand(command: Command): IssueCommand {
  if (command.kind === 'approve') return notHere('approve', 'a pull request', ON_ISSUES);
  return command.kind === 'reach' ? { kind: 'reach', query: queryOf(command) } : command;
}

function pullRequestCommand(command: Command): PullRequestCommand {
  switch (command.kind) {
    case 'why':
    case 'accept':
      return notHere(command.kind, "a finding's issue", ON_PULL_REQUESTS);
    case 'reach':
      return { kind: 'invalid', message: 'Nothing is linked yet that could answer this.' };
    default:
      return command.kind === 'approve' || command.kind === 'invalid' ? command : { kind: command.kind };
  }
}

function notHere(verb: string, where: string, here: readonly (keyof typeof COMMAND_USAGE)[]) {
  const usage = here.map((each) => `\`${COMMAND_USAGE[each]}\``).join(', ');
  return { kind: 'invalid' as const, message: `\`${verb}\` is for ${where}. Here I understand ${usage}.` };
}
