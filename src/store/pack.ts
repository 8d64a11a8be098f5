import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { createGzip, gunzip } from 'node:zlib';
import type { Recorded, RegionSnapshot } from '../snapshot/index.ts';

const decompress = promisify(gunzip);

/** Characters handed to the compressor at a time. */
const CHUNK = 1 << 18;

/**
 * The operations of a snapshot as compressed JSON, and the hash of that JSON. It is written piece by piece: the whole text
 * of a large Region would take as much memory again as the Region itself.
 */
export async function packed(
  operations: RegionSnapshot['operations'],
): Promise<{ readonly hash: string; readonly gzip: Buffer }> {
  const hash = createHash('sha256');
  const gzip = Readable.from(hashed(operations, hash)).pipe(createGzip({ level: 3 }));
  const bytes = await buffer(gzip);
  return { hash: hash.digest('hex'), gzip: bytes };
}

export async function unpacked(gzip: Uint8Array): Promise<Map<string, Recorded>> {
  const recorded: Record<string, Recorded> = JSON.parse((await decompress(gzip)).toString('utf8'));
  return new Map(Object.entries(recorded));
}

function* hashed(operations: RegionSnapshot['operations'], hash: ReturnType<typeof createHash>): Generator<Buffer> {
  let text = '';
  for (const piece of jsonOf(operations)) {
    text += piece;
    if (text.length < CHUNK) continue;
    const bytes = Buffer.from(text);
    hash.update(bytes);
    yield bytes;
    text = '';
  }
  const bytes = Buffer.from(text);
  hash.update(bytes);
  yield bytes;
}

/** `JSON.stringify` of the operations as one object, in pieces: the items of lists are the size of one resource. */
function* jsonOf(operations: RegionSnapshot['operations']): Generator<string> {
  let separator = '{';
  for (const [operation, recorded] of operations) {
    yield `${separator}${JSON.stringify(operation)}:`;
    yield* membersOf(recorded);
    separator = ',';
  }
  yield operations.size === 0 ? '{}' : '}';
}

function* membersOf(recorded: Recorded): Generator<string> {
  let separator = '{';
  for (const [name, value] of Object.entries(recorded)) {
    if (value === undefined) continue;
    yield `${separator}${JSON.stringify(name)}:`;
    if (name === 'output' && isPlain(value)) yield* listsOf(value);
    else yield JSON.stringify(value);
    separator = ',';
  }
  yield '}';
}

function* listsOf(output: Readonly<Record<string, unknown>>): Generator<string> {
  let separator = '{';
  for (const [name, value] of Object.entries(output)) {
    if (value === undefined) continue;
    yield `${separator}${JSON.stringify(name)}:`;
    if (Array.isArray(value)) {
      yield '[';
      for (const [index, item] of value.entries()) yield (index === 0 ? '' : ',') + (JSON.stringify(item) ?? 'null');
      yield ']';
    } else yield JSON.stringify(value);
    separator = ',';
  }
  yield separator === '{' ? '{}' : '}';
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
