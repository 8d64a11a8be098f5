import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { type Outcome, SECRET, type Sending } from './sending.ts';

const { url, installation, seconds, rate } = workerData as Sending;
// GitHub does not wait for the answer to one webhook before it sends others.
const agent = new Agent({ keepAlive: true, maxSockets: 2_000 });
const repository = { name: 'infra', owner: { login: 'acme' } };
const about = { installation: { id: installation }, repository, sender: { login: 'ada' } };

/** Most of what a busy organisation sends: issues that are closed, and pull requests of repositories with no code here. */
function payloadOf(index: number): readonly [event: string, body: string] {
  return index % 10 === 0
    ? ['pull_request', JSON.stringify({ ...about, action: 'opened', number: index })]
    : ['issues', JSON.stringify({ ...about, action: 'closed', issue: { number: index } })];
}

const latencies: number[] = [];
const answers = new Map<number, number>();

async function send(guid: string, index: number): Promise<void> {
  const [event, body] = payloadOf(index);
  const started = performance.now();
  const status = await post(body, {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'x-github-delivery': guid,
    'x-github-event': event,
    'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
  });
  latencies.push(performance.now() - started);
  answers.set(status, (answers.get(status) ?? 0) + 1);
}

function post(body: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const sending = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sending.on('error', () => resolve(0)).end(body);
  });
}

const guids: string[] = [];
const underWay: Promise<void>[] = [];
const started = performance.now();
for (let index = 0; index < seconds * rate; index++) {
  const wait = started + (index * 1000) / rate - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  const guid = randomUUID();
  guids.push(guid);
  underWay.push(send(guid, index));
  if (index % 20 === 0) underWay.push(send(guid, index)); // GitHub may deliver twice
}
await Promise.all(underWay);
agent.destroy();
const sent = (performance.now() - started) / 1000;
parentPort?.postMessage({ guids, latencies, answers: [...answers], requests: underWay.length, sent } satisfies Outcome);
