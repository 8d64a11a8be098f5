import { randomUUID } from 'node:crypto';
import type { Memory } from './memory.ts';
import type { Rig } from './rig.ts';

/** Milliseconds until GitHub counts a delivery as failed. */
const GITHUB_PATIENCE = 10_000;
/** Few, so that what is measured is the webhooks: a pull request is reviewed once at a time, and once more after that. */
const PULL_REQUESTS = 3;

/**
 * Webhooks at a constant rate, sent whether or not earlier ones were answered (an open loop: a slow service is not spared). Every
 * tenth is sent twice, as GitHub does after a time-out. Counted afterwards: each was answered 202, and handled exactly once.
 */
export async function burst(
  rig: Rig,
  { seconds, rate, memory }: { readonly seconds: number; readonly rate: number; readonly memory: Memory },
): Promise<{ readonly failures: readonly string[] }> {
  const total = Math.round(seconds * rate);
  const handled = () => rig.figure('sallyport_webhook_lag_seconds_count');
  const latencies: number[] = [];
  const statuses = new Map<number | string, number>();
  const deliver = async (number: number, guid: string) => {
    const started = performance.now();
    const repository = { name: 'infra', full_name: 'acme/infra', owner: { login: 'acme' } };
    const payload = {
      action: 'synchronize',
      number: numbers[number % numbers.length],
      repository,
      padding: 'x'.repeat(20_000),
    };
    const status = await rig.deliver('pull_request', payload, guid).catch((error: unknown) => String(error));
    latencies.push(performance.now() - started);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };

  const numbers = openPullRequests(rig);
  await rig.quiet();
  const before = await handled();
  memory.note('before', 'rest');
  const underWay: Promise<void>[] = [];
  const started = performance.now();
  for (let sent = 0; sent < total; sent++) {
    const due = started + (sent * 1000) / rate;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const guid = randomUUID();
    underWay.push(deliver(sent, guid));
    if (sent % 10 === 9) underWay.push(deliver(sent, guid));
    if (sent % Math.ceil(total / 10) === Math.ceil(total / 10) - 1) memory.note(`${sent + 1} webhooks`);
  }
  await Promise.all(underWay);
  const took = (performance.now() - started) / 1000;
  await rig.quiet();
  const drained = (performance.now() - started) / 1000;
  memory.note('all handled', 'rest');

  latencies.sort((a, b) => a - b);
  const at = (share: number) => `${Math.round(latencies[Math.ceil(latencies.length * share) - 1] ?? 0)} ms`;
  console.log(`soak: ${latencies.length} sent in ${took.toFixed(1)} s, all handled after ${drained.toFixed(1)} s`);
  console.log(`soak: answered in ${at(0.5)} (half), ${at(0.9)} (90%), ${at(0.99)} (99%), ${at(1)} (slowest)`);
  const done = (await handled()) - before;
  console.log(`soak: answers ${JSON.stringify(Object.fromEntries(statuses))}, handled ${done} of ${total}`);
  // It sends them again then, by the sweep for what never arrived; slow is not lost.
  const late = latencies.filter((latency) => latency > GITHUB_PATIENCE).length;
  if (late > 0)
    console.log(`soak: ${late} answers came later than GitHub waits; is the machine busy with something else?`);
  const refused = latencies.length - (statuses.get(202) ?? 0);
  return {
    failures: [
      ...(refused > 0 ? [`${refused} webhooks were not answered 202`] : []),
      ...(done !== total ? [`${total} different webhooks were sent, ${done} were handled`] : []),
    ],
  };
}

/** Webhooks about what is not there would be tried again for half an hour. */
function openPullRequests({ github }: Rig): readonly number[] {
  const person = github.as('platform-engineer');
  return Array.from({ length: PULL_REQUESTS }, (_, index) => {
    const head = `load-${index}`;
    person.commit('acme/infra', { branch: head, message: 'Load', files: { 'README.md': `${index}\n` } });
    return person.openPullRequest('acme/infra', { title: `Load ${index}`, head });
  });
}
