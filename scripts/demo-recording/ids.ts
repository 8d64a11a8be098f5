import { createHash } from 'node:crypto';

export const ACCOUNT = '486913702581';
export const REGION = 'us-east-1';

/** The same hexadecimal digits for the same words, every time. */
export function digits(words: string, count: number): string {
  return createHash('sha256').update(words).digest('hex').slice(0, count);
}

/** An AWS id: `id('subnet', 'prod/public-a')` → `subnet-0…`. */
export function id(prefix: string, words: string): string {
  return `${prefix}-0${digits(`${prefix} ${words}`, 16)}`;
}

export function arn(service: string, resource: string, owner: string = ACCOUNT): string {
  return `arn:aws:${service}:${REGION}:${owner}:${resource}`;
}

/** A locally administered MAC address, as AWS gives interfaces. */
export function mac(words: string): string {
  return `0e:${digits(`mac ${words}`, 10).match(/../g)!.join(':')}`;
}

export function tags(name: string, vpc: string, more: Readonly<Record<string, string>> = {}) {
  const environment = vpc === 'prod' ? 'production' : vpc === 'dev' ? 'development' : 'shared';
  const all = { Name: name, Environment: environment, ...more };
  return Object.entries(all).map(([Key, Value]) => ({ Key, Value }));
}
