import { createHmac } from 'node:crypto';

/**
 * The external id a GitHub owner's roles must ask for. Derived from the server's secret and the owner, so that nobody's
 * configuration can make the service use a role that trusts it on another owner's behalf (the confused deputy).
 * @returns 32 hexadecimal digits, the same for every spelling of the owner
 */
export function externalId(secret: string, owner: string): string {
  return createHmac('sha256', secret).update(`external-id:v1:${owner.toLowerCase()}`).digest('hex').slice(0, 32);
}
