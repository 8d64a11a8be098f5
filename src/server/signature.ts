import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether GitHub signed these bytes with one of the secrets.
 * @param signature the `x-hub-signature-256` header, `sha256=` and 64 hex digits
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function isSigned(body: Uint8Array, signature: string, secrets: readonly string[]): boolean {
  if (!/^sha256=[0-9a-f]{64}$/.test(signature)) return false;
  const claimed = Buffer.from(signature.slice('sha256='.length), 'hex');
  return secrets.some((secret) => timingSafeEqual(createHmac('sha256', secret).update(body).digest(), claimed));
}
