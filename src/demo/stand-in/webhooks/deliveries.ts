import { createHmac, randomUUID } from 'node:crypto';
import { accountView, installationView } from '../views/account.ts';
import { repositoryView } from '../views/repository.ts';
import type { Delivery, HookEvent, Installation, World } from '../world.ts';
import { installationOf, now } from '../world.ts';

/** Events every app gets, whatever it subscribed to. */
const ALWAYS = new Set(['installation', 'installation_repositories', 'github_app_authorization']);
/** GitHub waits this long for an answer. */
const TIMEOUT_MS = 10_000;

export interface Hook {
  url: string | undefined;
  secret: string;
}

export interface Deliveries {
  readonly send: (event: HookEvent) => void;
  /** Sends a recorded delivery again, under its old GUID. */
  readonly redeliver: (delivery: Delivery) => void;
  /** Resolves when nothing is under way. */
  readonly settled: () => Promise<void>;
}

/**
 * Sends events to the app's URL, signed, each as soon as it happens, and logs every attempt. Nothing is sent before a URL
 * is set, to an app that did not subscribe, or about a repository it is not installed on.
 */
export function createDeliveries(world: () => World, hook: Hook, changed: () => void): Deliveries {
  const underWay = new Set<Promise<void>>();

  function attempt(
    delivery: Pick<Delivery, 'guid' | 'redelivery' | 'event' | 'action' | 'installationId' | 'repositoryId'>,
    payload: unknown,
  ): void {
    const { url, secret } = hook;
    if (url === undefined) return;
    const id = world().nextId();
    const text = JSON.stringify(payload);
    const headers = {
      accept: '*/*',
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/stand-in',
      'x-github-delivery': delivery.guid,
      'x-github-event': delivery.event,
      'x-github-hook-id': String(world().app.id),
      'x-github-hook-installation-target-id': String(world().app.id),
      'x-github-hook-installation-target-type': 'integration',
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`,
    };
    const started = performance.now();
    const work = post(url, headers, text).then((answer) => {
      const { statusCode, status, response } = answer;
      const durationSeconds = Math.round(performance.now() - started) / 1000;
      world().deliveries.unshift({
        ...delivery,
        id,
        deliveredAt: now(world()),
        durationSeconds,
        statusCode,
        status,
        request: { headers, payload },
        response,
      });
      underWay.delete(work);
      changed();
    });
    underWay.add(work);
  }

  return {
    send(event) {
      const { app } = world();
      const installation = event.installation ?? (event.repository && installationOf(world(), event.repository));
      if (!installation || installation.suspendedAt !== null) return;
      if (!ALWAYS.has(event.event) && !app.events.includes(event.event)) return;
      const about = {
        guid: randomUUID(),
        redelivery: false,
        event: event.event,
        action: event.action ?? null,
        installationId: installation.id,
        repositoryId: event.repository?.id ?? null,
      };
      attempt(about, payloadOf(world(), event, installation));
    },
    redeliver(delivery) {
      attempt({ ...delivery, redelivery: true }, delivery.request.payload);
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

function payloadOf(world: World, event: HookEvent, installation: Installation): Record<string, unknown> {
  const organization = event.repository?.owner.type === 'Organization' ? event.repository.owner : undefined;
  return {
    ...(event.action === undefined ? {} : { action: event.action }),
    ...event.payload,
    ...(event.repository ? { repository: repositoryView(world, event.repository) } : {}),
    ...(organization ? { organization: accountView(world, organization) } : {}),
    sender: accountView(world, event.sender),
    installation: event.installation
      ? installationView(world, installation)
      : { id: installation.id, node_id: `I_${installation.id}` },
  };
}

async function post(url: string, headers: Record<string, string>, body: string) {
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const payload = await answer.text();
    return {
      statusCode: answer.status,
      status: answer.ok ? 'OK' : answer.statusText || `Invalid HTTP Response: ${answer.status}`,
      response: { headers: Object.fromEntries(answer.headers), payload },
    };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    return {
      statusCode: timedOut ? 504 : 502,
      status: timedOut ? 'timed out' : 'failed to connect to host',
      response: { headers: {}, payload: null },
    };
  }
}
