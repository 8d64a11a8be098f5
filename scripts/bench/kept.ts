/**
 * What a review does with a kept snapshot before it compares: reads it from the embedded database, hands it to another thread
 * and makes it a network:
 *
 *     node scripts/bench/kept.ts INTERFACES GROUPS RULES_PER_GROUP
 *
 * Prints one line of JSON, the middle of three times. The account comes from an AWS on this machine's loopback.
 */
import { collectAccount } from '../../src/aws/index.ts';
import { toNetwork } from '../../src/snapshot/index.ts';
import { openStore } from '../../src/store/index.ts';
import { startLoopback } from '../../test/aws/support/loopback.ts';
import { middle } from './measure.ts';

export interface KeptFigures {
  readonly milliseconds: number;
}

const [interfaces = 0, groups = 0, rulesPerGroup = 0] = process.argv.slice(2).map(Number);
const place = { account: '100000000000', region: 'us-east-1' };
const { url } = await startLoopback({ size: { interfaces, groups, rulesPerGroup } });
process.env['AWS_ENDPOINT_URL'] = url;
const { regions } = await collectAccount({
  account: place.account,
  role: 'Reader',
  regions: [place.region],
  clock: () => new Date(),
  credentials: { accessKeyId: 'AKIABENCH', secretAccessKey: 'secret' },
});
const store = await openStore({});
const snapshots = store.snapshots('bench');
await snapshots.save(regions[0]!, { ...place, complete: [], incomplete: [] });
const times: number[] = [];
for (let run = 0; run < 3; run++) {
  const start = process.cpuUsage();
  const stored = await snapshots.newest(place.account, place.region, 'any');
  const network = toNetwork({ regions: structuredClone([stored!.snapshot]) });
  const { user, system } = process.cpuUsage(start);
  if (network.interfaces.length < interfaces) throw new Error('the snapshot lacks interfaces');
  times.push((user + system) / 1_000);
}
await store.close();
process.stdout.write(JSON.stringify({ milliseconds: middle(times) } satisfies KeptFigures));
process.exit(0);
