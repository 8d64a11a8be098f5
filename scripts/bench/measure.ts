import type { Network, NetworkInterface } from '../../src/network/index.ts';
import { compile, diff, exposure, pairs, reach, redundantRules } from '../../src/reachability/index.ts';
import { type FirstPacket, walk } from '../../test/reachability/walker/index.ts';
import { estate, KINDS_OF_CHANGE, ruleChanges } from './estate.ts';

export interface Measurement {
  readonly name: string;
  /** Interfaces in the estate; of the service: accounts or jobs. */
  readonly size: number;
  readonly median: number;
  readonly unit: 'ms' | 'µs' | 'MB' | '/min' | '/s';
  /** How many times longer the naive way takes; absent where there is none. */
  readonly ratio?: number;
}

/** Services the naive way tries one by one where the engine computes the whole set. */
const NAIVE_SERVICES = [22, 80, 443, 3306, 5432, 6379, 8080, 8443, 9090, 9200].map((port) => ({ protocol: 6, port }));

const MEASURED_CHANGES = 100;

/** Measures the engine on one estate. Times are medians of this process's CPU time, its collector's included. */
export function measure(size: number): Measurement[] {
  const network = estate(size);
  const parsing = parsingTime(network);
  const compiling = median(5, () => compile(network));
  // A compiled network remembers what it was asked, so each run gets a fresh one.
  const exposing = middle(
    Array.from({ length: 5 }, () => {
      const fresh = compile(network);
      return time(() => exposure(fresh));
    }),
  );
  const everyPair = allPairsTime(network);
  const compiled = compile(network);
  exposure(compiled);
  const sample = samplePairs(network, 200);
  const pairing = median(5, () => {
    for (const [from, to] of sample) reach(compiled, { from: from.id, to: to.id });
  });
  const naivePair = naivePairTime(network, sample.slice(0, 10));
  const naiveExposure = naiveExposureTime(network, size);
  const redundant = time(() => redundantRules(compiled));
  // Each after-side is made beforehand; compiling it is part of the work, as it is for every pull request. The side before is
  // kept, and what it remembers of a first change of each kind with it.
  const after = ruleChanges(network, KINDS_OF_CHANGE + MEASURED_CHANGES);
  const comparing = after.map((each) => time(() => diff(compiled, compile(each, { reuse: compiled }))));
  const diffing = comparing.slice(KINDS_OF_CHANGE).sort(ascending);
  const incremental = middle(diffing);
  const afresh = time(() => diff(compile(network), compile(after[0]!)));
  return [
    { name: 'compile', size, median: compiling, unit: 'ms', ratio: parsing / compiling },
    { name: 'exposure of everything', size, median: exposing, unit: 'ms', ratio: naiveExposure / exposing },
    {
      name: 'all pairs of classes',
      size,
      median: everyPair,
      unit: 'ms',
      ratio: (naivePair * size * (size - 1)) / everyPair,
    },
    {
      name: 'one pair, full service set',
      size,
      median: (pairing * 1000) / sample.length,
      unit: 'µs',
      ratio: (naivePair * sample.length) / pairing,
    },
    { name: 'rules that others make redundant', size, median: redundant, unit: 'ms' },
    { name: 'diff for one rule', size, median: incremental, unit: 'ms', ratio: afresh / incremental },
    {
      name: 'the first diffs, of each kind one: mean',
      size,
      median: comparing.slice(0, KINDS_OF_CHANGE).reduce((sum, each) => sum + each, 0) / KINDS_OF_CHANGE,
      unit: 'ms',
    },
    {
      name: 'diff for one rule, 95th percentile',
      size,
      median: diffing[Math.floor(diffing.length * 0.95)] ?? incremental,
      unit: 'ms',
    },
    { name: 'peak memory', size, median: process.resourceUsage().maxRSS / 1024, unit: 'MB' },
  ];
}

/** Milliseconds for reading the network as JSON; its text is let go, so that it is no part of the peak memory. */
function parsingTime(network: Network): number {
  const text = JSON.stringify(network);
  return median(3, () => JSON.parse(text));
}

/** Milliseconds for what gets through between any two interfaces, asked of a network that remembers nothing yet. */
function allPairsTime(network: Network): number {
  const compiled = compile(network);
  return time(() => {
    for (const _ of pairs(compiled));
  });
}

function samplePairs(network: Network, count: number): [NetworkInterface, NetworkInterface][] {
  const { interfaces } = network;
  return Array.from({ length: count }, (_, at) => {
    const from = interfaces[(at * 7919) % interfaces.length];
    const to = interfaces[(at * 104_729 + 40) % interfaces.length];
    if (!from || !to) throw new RangeError('an estate has interfaces');
    return [from, to];
  });
}

/** Milliseconds the walker takes for one pair, service by service. */
function naivePairTime(network: Network, pairs: readonly (readonly [NetworkInterface, NetworkInterface])[]): number {
  const total = time(() => {
    for (const [from, to] of pairs)
      for (const service of NAIVE_SERVICES)
        walk(network, packet({ kind: 'interface', id: from.id }, from.privateIpv4[0], to.privateIpv4[0], service));
  });
  return total / pairs.length;
}

/** Milliseconds the walker would take to try the services of every interface from one internet address. */
function naiveExposureTime(network: Network, size: number): number {
  const published = network.interfaces.filter((each) => each.publicIpv4.length > 0);
  const sample = published.slice(0, 20);
  const total = time(() => {
    for (const each of sample)
      for (const service of NAIVE_SERVICES)
        walk(network, packet({ kind: 'internet' }, '8.8.8.8', each.publicIpv4[0]?.publicIp ?? undefined, service));
  });
  return (total / sample.length) * Math.min(size, published.length);
}

function packet(
  from: FirstPacket['from'],
  source: string | undefined,
  destination: string | undefined,
  service: { readonly protocol: number; readonly port: number },
): FirstPacket {
  if (source === undefined || destination === undefined) throw new RangeError('an interface has an address');
  return { from, source, destination, sourcePort: 40_000, ...service };
}

/** Milliseconds of this process's CPU time. */
export function time(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

function median(runs: number, work: () => unknown): number {
  return middle(Array.from({ length: runs }, () => time(work)));
}

function ascending(one: number, other: number): number {
  return one - other;
}

export function middle(values: readonly number[]): number {
  return values.toSorted(ascending)[Math.floor(values.length / 2)] ?? Number.NaN;
}
