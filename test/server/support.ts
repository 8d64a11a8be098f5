import { createHmac, generateKeyPairSync } from 'node:crypto';
import type { Deliveries, Environment } from '../../src/server/index.ts';
import { createLog, readEnvironment } from '../../src/server/index.ts';

export const SECRET = 'current-webhook-secret';
export const PREVIOUS_SECRET = 'previous-webhook-secret';

/** A throw-away key, made for this run. */
export const PRIVATE_KEY: string = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;

export const VARIABLES = {
  APP_ID: '7',
  PRIVATE_KEY,
  WEBHOOK_SECRET: SECRET,
  SALLYPORT_SECRET: 'x'.repeat(32),
  PORT: '0',
  HOST: '127.0.0.1',
};

export function environment(more: Readonly<Record<string, string>> = {}): Environment {
  return readEnvironment({ ...VARIABLES, ...more });
}

export function sign(body: string, secret: string = SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** Keeps deliveries in memory, as the store does in its table. */
export function memoryDeliveries() {
  const kept = new Map<string, { event: string; payload: object }>();
  const deliveries: Deliveries = {
    accept(id, event, payload) {
      const isNew = !kept.has(id);
      if (isNew) kept.set(id, { event, payload });
      return Promise.resolve(isNew);
    },
  };
  return { kept, deliveries };
}

export function recordedLog() {
  const lines: string[] = [];
  return { lines, log: createLog({ logLevel: 'trace' }, { write: (line: string) => void lines.push(line) }) };
}
