/** The service's process: as `sallyport serve`, but with a recorded account in place of AWS. */
import { readFileSync } from 'node:fs';
import { createService, readEnvironment } from '../src/server/index.ts';
import { readSnapshot } from '../src/snapshot/index.ts';

const { regions } = await readSnapshot('demo/recording');
const service = await createService(
  readEnvironment(process.env, (path) => readFileSync(path, 'utf8')),
  { collect: () => Promise.resolve({ ...regions[0]!, takenAt: new Date().toISOString() }), handleSignals: true },
);
await service.start();
process.send?.({ port: service.port });
