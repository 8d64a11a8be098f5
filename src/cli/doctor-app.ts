import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { type AppState, inspectApp } from '../github/index.ts';
import type { Environment } from '../server/index.ts';
import type { Diagnosis } from './doctor.ts';

const RANK: Readonly<Record<string, number>> = { read: 1, write: 2, admin: 3 };
/** GitHub takes a token that was made up to a minute ago, or to come. */
const MOST_SECONDS = 30;
const OLDEST_NODE = 22;

const manifest = z.object({
  default_permissions: z.record(z.string(), z.string()),
  default_events: z.array(z.string()),
});

/** The program's surroundings: versions, the clock, and the app as GitHub has it. */
export async function examineApp({ appId, privateKey, gitHubApiUrl: baseUrl }: Environment): Promise<Diagnosis[]> {
  const wanted = manifest.parse(parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8')));
  return [
    diagnoseNode(process.versions.node),
    ...diagnoseApp(await inspectApp({ appId, privateKey, baseUrl }), wanted),
  ];
}

export function diagnoseNode(version: string): Diagnosis {
  return Number.parseInt(version, 10) >= OLDEST_NODE
    ? { state: 'ok', text: `Node ${version}` }
    : { state: 'fail', text: `Node ${version} is too old; install ${OLDEST_NODE} or later` };
}

/** What is right and wrong about the app, against `app.yml`. */
export function diagnoseApp(state: AppState, wanted: z.output<typeof manifest>): Diagnosis[] {
  return [diagnoseClock(state), ...diagnoseGrants(state, wanted), ...diagnoseWebhook(state)];
}

function diagnoseClock({ clockAhead }: AppState): Diagnosis {
  const behind = `${Math.abs(clockAhead)} s ${clockAhead > 0 ? 'behind' : 'ahead of'} GitHub's`;
  return Math.abs(clockAhead) <= MOST_SECONDS
    ? { state: 'ok', text: 'the clock agrees with GitHub’s' }
    : {
        state: 'fail',
        text: `this machine's clock is ${behind}; GitHub and AWS refuse what is signed by it: set up NTP`,
      };
}

function diagnoseGrants({ slug, permissions, events }: AppState, wanted: z.output<typeof manifest>): Diagnosis[] {
  const lacking = Object.entries(wanted.default_permissions).filter(
    ([name, level]) => (RANK[permissions[name] ?? ''] ?? 0) < RANK[level]!,
  );
  const deaf = wanted.default_events.filter((event) => !events.includes(event));
  const where = `on the page of the app ${slug}, and have the organisations accept it`;
  return [
    lacking.length === 0
      ? { state: 'ok', text: 'the app has every permission of app.yml' }
      : {
          state: 'fail',
          text: `the app lacks ${lacking.map((each) => each.join(': ')).join(', ')}; grant it ${where}`,
        },
    deaf.length === 0
      ? { state: 'ok', text: 'the app is told of every event of app.yml' }
      : { state: 'fail', text: `the app is not told of ${deaf.join(', ')}; subscribe ${where}` },
  ];
}

/** By the status webhooks were last answered with. */
const REMEDIES: Readonly<Record<number, string>> = {
  401: 'WEBHOOK_SECRET differs from the one on the app’s page',
  404: 'the webhook URL must end in /api/github/webhooks',
  415: 'set the webhook’s content type to application/json',
};

function diagnoseWebhook({ webhook, deliveries }: AppState): Diagnosis[] {
  const found: Diagnosis[] = [];
  if (webhook && !webhook.url) found.push({ state: 'fail', text: 'the app has no webhook URL; set it on its page' });
  if (webhook?.contentType && webhook.contentType !== 'json')
    found.push({ state: 'fail', text: `the webhook sends ${webhook.contentType}; ${REMEDIES[415]}` });
  const last = deliveries?.[0];
  if (!last) found.push({ state: 'note', text: 'no webhook was sent yet; the first comes with the installation' });
  else if (last.statusCode >= 200 && last.statusCode < 300)
    found.push({ state: 'ok', text: `webhooks arrive: the last, ${last.event}, at ${last.at}` });
  else {
    const remedy = REMEDIES[last.statusCode] ?? 'see that GitHub reaches the service at the webhook URL';
    found.push({
      state: 'fail',
      text: `the last webhook (${last.event}, ${last.at}) was answered ${last.statusCode}; ${remedy}`,
    });
  }
  return found;
}
