import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Signs what the app remembers in a marker. Whoever may edit an issue may edit its marker: without a seal, a waiver nobody
 * granted would be believed after the database was lost.
 */
export interface Seal {
  readonly of: (text: string) => string;
  readonly isOn: (text: string, seal: string) => boolean;
}

/** @param secret the server's; who changes it loses what markers remember, not the issues */
export function createSeal(secret: string): Seal {
  const of = (text: string) => createHmac('sha256', secret).update(`marker:v1:${text}`).digest('hex').slice(0, 32);
  return { of, isOn: (text, seal) => seal.length === 32 && timingSafeEqual(Buffer.from(of(text)), Buffer.from(seal)) };
}
