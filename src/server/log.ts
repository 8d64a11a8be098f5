import { type DestinationStream, pino } from 'pino';
import type { Environment } from './environment.ts';

/** Paths whose values never reach a log: headers with credentials, tokens, and an API error's request and answer. */
const SECRET = [
  'req.headers.authorization',
  'req.headers.cookie',
  'req.headers["x-hub-signature"]',
  'req.headers["x-hub-signature-256"]',
  'err.request',
  'err.response',
  'err.event',
  '*.token',
  '*.privateKey',
  '*.secret',
  '*.secretAccessKey',
  '*.sessionToken',
];

/** JSON lines on stdout. Secrets are left out by path, whoever logs them. */
export function createLog({ logLevel }: Pick<Environment, 'logLevel'>, destination?: DestinationStream) {
  const options = { name: 'sallyport', level: logLevel, redact: { paths: SECRET, remove: true } };
  return destination ? pino(options, destination) : pino(options);
}
