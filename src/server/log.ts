import { type DestinationStream, pino } from 'pino';
import { correlation } from './correlation.ts';
import type { Environment } from './environment.ts';
import { redactor } from './redact.ts';

/** Never of use in a log, and full of what is said in confidence: an API error's request and answer. */
const UNWANTED = ['err.request', 'err.response', 'err.event'];

/** What is known to be secret; absent where a log is made before the environment is read. */
type Secrets = Partial<Pick<Environment, 'privateKey' | 'secret' | 'databaseUrl' | 'encryption'>> & {
  readonly webhookSecrets?: readonly string[];
};

/**
 * JSON lines on stdout, each with the correlation of what it is about. Secrets are left out of every line as it is written,
 * whoever logs them and wherever in an object or text they are.
 */
export function createLog(
  { logLevel, ...secrets }: Pick<Environment, 'logLevel'> & Secrets,
  destination?: DestinationStream,
) {
  const redact = redactor(valuesOf(secrets));
  const options = {
    name: 'sallyport',
    level: logLevel,
    redact: { paths: UNWANTED, remove: true },
    mixin: () => {
      const id = correlation();
      return id === undefined ? {} : { correlation: id };
    },
    hooks: { streamWrite: redact },
  };
  return destination ? pino(options, destination) : pino(options);
}

function valuesOf({
  privateKey,
  webhookSecrets = [],
  secret,
  databaseUrl,
  encryption = {},
}: Secrets): readonly string[] {
  const password = databaseUrl === undefined ? '' : new URL(databaseUrl).password;
  return [
    privateKey,
    ...webhookSecrets,
    secret,
    encryption.current,
    encryption.previous,
    password,
    decodeURIComponent(password),
  ].filter((value): value is string => value !== undefined && value !== '');
}
