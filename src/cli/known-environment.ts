import { join } from 'node:path';
import { readPlace } from '../server/index.ts';
import { withCredentials } from '../setup/index.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where set-up writes the app's credentials. */
export function credentialsPath(environment: Variables): string {
  return join(readPlace(environment).dataDir, 'app.env');
}

/** The environment, with the credentials that set-up wrote. */
export function knownEnvironment(environment: Variables): Variables {
  return withCredentials(environment, credentialsPath(environment));
}
