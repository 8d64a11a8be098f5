import { generateKeyPairSync } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Config, parseConfig } from '../../src/config/index.ts';
import { createStandIn, type StandIn } from '../../src/demo/stand-in/index.ts';
import { createContents, createGitHubApp, createPullRequestPublisher, type Octokit } from '../../src/github/index.ts';
import { compareCode, type ReviewRequest, reviewPullRequest } from '../../src/review/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { liveAccount } from '../server/live-account.ts';
import { openScene } from './scene.ts';

// Of two pushes the newer one's word stays, whatever arrives or ends last, and what the older one began is brought to an end.

const CONFIG = `
accounts: [{ id: "123456789012", name: prod, regions: [us-east-1] }]
code: [{ repo: acme/infra, path: envs/prod, account: prod, region: us-east-1 }]
`;
const CODE = (cidr: string, port: number) => `
resource "aws_vpc_security_group_ingress_rule" "more" {
  security_group_id = "sg-web"
  ip_protocol       = "tcp"
  from_port         = ${port}
  to_port           = ${port}
  cidr_ipv4         = "${cidr}"
}
`;
function configured(): Config {
  const parsed = parseConfig(CONFIG, 'sallyport.yml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.config;
}

const INSIDE = { 'envs/prod/main.tf': CODE('10.0.0.0/16', 8080) };
const OPEN = { 'envs/prod/main.tf': CODE('0.0.0.0/0', 8080) };
/** Opens, too, and on a line of its own. */
const NEWER = { 'envs/prod/main.tf': `# other ports\n${CODE('0.0.0.0/0', 9090)}` };

describe('a service', () => {
  type Scene = Awaited<ReturnType<typeof openScene>>;
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene({ config: CONFIG, files: INSIDE, account: () => liveAccount(['10.0.0.0/16'], '') });
  });
  afterAll(() => scene.close());

  const push = (branch: string, files: Readonly<Record<string, string>>) =>
    scene.github.as('ada').commit('acme/infra', { branch, message: `more of ${branch}`, files });
  const webhookOf = (headSha: string) =>
    scene.github.deliveries().find(({ event, request }) => {
      const { pull_request } = request.payload as {
        readonly pull_request?: { readonly head: { readonly sha: string } };
      };
      return event === 'pull_request' && pull_request?.head.sha === headSha;
    })!;
  const checksOf = (headSha: string) =>
    scene.github.checkRuns('acme/infra', headSha).map(({ status, conclusion }) => `${status} ${conclusion}`);
  /** Everything said, but the older head's check runs. */
  const saidOf = (number: number) => {
    const { comments, reviewComments, checkRuns } = scene.pull(number);
    const newest = checkRuns.at(-1)!.headSha;
    return { comments, reviewComments, checkRuns: checkRuns.filter(({ headSha }) => headSha === newest) };
  };
  const isNewer = (number: number, newer: string) => {
    expect(scene.comment(number)).toContain('tcp 9090');
    expect(scene.comment(number)).not.toContain('8080');
    expect(scene.pull(number).comments).toHaveLength(1);
    expect(scene.check(number)).toMatchObject({ headSha: newer, status: 'completed', conclusion: 'failure' });
    expect(scene.check(number).annotations).toEqual([expect.objectContaining({ start_line: 8 })]);
    expect(scene.pull(number).reviewComments.filter(({ body }) => body.includes('9090'))).toHaveLength(1);
  };

  it('that is slow with the older head says nothing of it, and cancels its check run', async () => {
    const released = Promise.withResolvers<void>();
    const met = Promise.withResolvers<void>();
    scene.github.fail({ path: /\/git\/trees\//, kind: 'slow', until: released.promise, met: met.resolve });
    const number = scene.propose('slow', OPEN);
    await met.promise;
    const older = scene.check(number).headSha;
    const newer = push('slow', NEWER);
    released.resolve();
    await scene.quiet();
    isNewer(number, newer);
    expect(checksOf(older)).toEqual(['completed cancelled']);
    expect(scene.pull(number).reviewComments).toHaveLength(1);
  });

  it('that hears of the older push last, or again, says of the newer what it said', async () => {
    const hears = `http://127.0.0.1:${scene.service.port}/api/github/webhooks`;
    const number = await scene.review('late', INSIDE);
    scene.github.setWebhookUrl('http://127.0.0.1:9/nobody');
    const older = push('late', OPEN);
    await scene.quiet();
    scene.github.setWebhookUrl(hears);
    const newer = push('late', NEWER);
    await scene.quiet();
    isNewer(number, newer);
    const before = saidOf(number);
    expect(await scene.service.sweep()).toBeGreaterThan(0);
    await scene.quiet();
    isNewer(number, newer);
    expect(saidOf(number).comments).toEqual(before.comments);
    expect(saidOf(number).reviewComments).toEqual(before.reviewComments);
    for (const sha of [older, newer]) scene.github.redeliver(webhookOf(sha));
    await scene.quiet();
    isNewer(number, newer);
    // What never was looked at has no check run that could be left open.
    expect(checksOf(older)).toEqual([]);
  });

  it('that is asked for the older head again, or given its plan, judges the newer', async () => {
    const number = await scene.review('asked', OPEN);
    const older = scene.check(number);
    const newer = push('asked', NEWER);
    await scene.quiet();
    const before = saidOf(number);
    scene.github.as('bob').rerequestCheckRun('acme/infra', older.id);
    await scene.quiet();
    scene.github.as('ada').runWorkflow('acme/infra', {
      ...{ headSha: older.headSha, artifact: 'sallyport-plan' },
      files: { 'plan.json': '{"format_version":"1.2","resource_changes":[]}' },
    });
    await scene.quiet();
    isNewer(number, newer);
    expect(saidOf(number).comments).toEqual(before.comments);
    expect(saidOf(number).reviewComments).toEqual(before.reviewComments);
    expect(checksOf(older.headSha)).toEqual(['completed failure']);
  });
});

// The queue runs one job of a pull request at a time. A worker that is taken for dead, and is not, runs beside its successor.
describe('two workers at one pull request', () => {
  let github: StandIn;
  let octokit: Octokit;
  let store: Store;

  beforeAll(async () => {
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const permissions = { contents: 'read', checks: 'write', pull_requests: 'write', issues: 'write' } as const;
    github = await createStandIn({
      app: { ...{ id: 4711, slug: 'sallyport', name: 'Sallyport', publicKey, permissions }, events: [] },
      webhook: { secret: 'unused' },
      limits: { contentPerMinute: 1000 },
    });
    github.addRepository({ fullName: 'acme/infra', files: INSIDE, collaborators: { ada: 'write', olga: 'admin' } });
    const app = createGitHubApp({
      appId: 4711,
      privateKey: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      ...{ log: pino({ level: 'silent' }), baseUrl: github.url, throttle: false, retry: false },
    });
    octokit = await app.octokit(github.install('olga', 'acme'));
    store = await openStore({});
  });
  afterAll(async () => {
    await store.close();
    await github.stop();
  });

  const propose = (branch: string, files: Readonly<Record<string, string>>) => {
    const sha = push(branch, files);
    return { sha, number: github.as('ada').openPullRequest('acme/infra', { title: branch, head: branch }) };
  };
  const push = (branch: string, files: Readonly<Record<string, string>>) =>
    github.as('ada').commit('acme/infra', { branch, message: `change ${branch}`, files });
  const pull = (number: number) =>
    github.dump().repositories['acme/infra']!.pullRequests.find((each) => each.number === number)!;
  const conclusions = (sha: string) => github.checkRuns('acme/infra', sha).map(({ conclusion }) => conclusion);

  type Pauses = { readonly [Step in 'pullRequest' | 'compare' | 'upsertComment' | 'checkRun']?: () => Promise<void> };
  /** A worker, held up before it does one thing or another. */
  function review(number: number, pauses: Pauses = {}) {
    const place = { owner: 'acme', repo: 'infra' };
    const publisher = createPullRequestPublisher(octokit, { ...place, appSlug: 'sallyport' });
    const request: ReviewRequest = {
      ...{ store, number, repository: 'acme/infra', visibility: 'private', clock: () => new Date() },
      config: configured(),
      contents: createContents(octokit, place),
      live: async () => ({ regions: [liveAccount(['10.0.0.0/16'], '2026-03-01T10:00:00Z')], incomplete: 0 }),
      async compare(change) {
        await pauses.compare?.();
        return compareCode(change);
      },
      github: {
        ...publisher,
        async pullRequest(which) {
          const facts = await publisher.pullRequest(which);
          await pauses.pullRequest?.();
          return facts;
        },
        async upsertComment(...said) {
          await pauses.upsertComment?.();
          return publisher.upsertComment(...said);
        },
        async checkRun(run) {
          await pauses.checkRun?.();
          return publisher.checkRun(run);
        },
      },
    };
    return reviewPullRequest(request);
  }
  /** Starts work that stops before a step, the first time it gets there; `finish` lets it go on. */
  async function stopped(number: number, step: keyof Pauses, failing = false) {
    const [there, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let times = 0;
    const pause = async () => {
      if (times++ > 0) return;
      there.resolve();
      await go.promise;
      if (failing) throw new Error('the network went away');
    };
    const outcome = review(number, { [step]: pause });
    await there.promise;
    return {
      finish() {
        go.resolve();
        return outcome;
      },
    };
  }

  it.each(['pullRequest', 'compare', 'checkRun'] as const)('the older held up at %s has no word', async (step) => {
    const { sha: older, number } = propose(`held-${step}`, OPEN);
    const worker = await stopped(number, step);
    const newer = push(`held-${step}`, NEWER);
    expect(await review(number)).toBe('failure');
    const said = pull(number);
    expect(await worker.finish()).toBe('superseded');
    expect(pull(number).comments).toEqual(said.comments);
    expect(pull(number).comments[0]?.body).toContain('tcp 9090');
    expect(pull(number).reviewComments).toEqual(said.reviewComments);
    expect(conclusions(older)).toEqual(['cancelled']);
    expect(conclusions(newer)).toEqual(['failure']);
  });

  it('the older that fails, or never comes back, leaves no check run open', async () => {
    const { sha: older, number } = propose('dies', OPEN);
    const worker = await stopped(number, 'compare', true);
    expect(conclusions(older)).toEqual([null]);
    const newer = push('dies', NEWER);
    expect(await review(number)).toBe('failure');
    expect(conclusions(older)).toEqual(['cancelled']);
    expect(await worker.finish()).toBe('superseded');
    expect(conclusions(older)).toEqual(['cancelled']);
    expect(conclusions(newer)).toEqual(['failure']);
  });

  it('the older that was about to write when the newer wrote says again what is true', async () => {
    const { sha: older, number } = propose('writes', OPEN);
    const worker = await stopped(number, 'upsertComment');
    const newer = push('writes', NEWER);
    expect(await review(number)).toBe('failure');
    expect(await worker.finish()).toBe('failure');
    expect(pull(number).comments.map(({ body }) => /tcp \d+/.exec(body)?.[0])).toEqual(['tcp 9090']);
    expect(conclusions(older)).not.toContain(null);
    expect(conclusions(newer).at(-1)).toBe('failure');
  });

  it('of one head, the later began has the word, and the check run keeps it', async () => {
    const { sha, number } = propose('same', OPEN);
    const worker = await stopped(number, 'compare');
    expect(await review(number)).toBe('failure');
    expect(await worker.finish()).toBe('superseded');
    expect(conclusions(sha)).toEqual(['failure']);
  });
});
