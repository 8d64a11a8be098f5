import { createHash } from 'node:crypto';
import type { Value } from '../../resource.ts';
import { refuse } from '../problem.ts';
import { text } from '../value.ts';
import { type FunctionSpec, type FunctionTable, string, textOf } from './define.ts';
import { readContents } from './file.ts';

type Encoding = 'hex' | 'base64';

const ofText = (algorithm: string, encoding: Encoding = 'hex'): FunctionSpec => ({
  params: [string],
  run: ([value]): Value => text(createHash(algorithm).update(textOf(value)).digest(encoding)),
});

const ofFile = (algorithm: string, encoding: Encoding = 'hex'): FunctionSpec => ({
  params: [string],
  run: ([path], { context }): Value =>
    text(
      createHash(algorithm)
        .update(readContents(context.files, textOf(path)))
        .digest(encoding),
    ),
});

/** Namespaces of RFC 4122, appendix C, differ in one digit only. */
const NAMESPACES: Readonly<Record<string, string>> = { dns: '0', url: '1', oid: '2', x500: '4' };
const DASHED = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const UUID = new RegExp(`^(?:(?:urn:uuid:)?${DASHED}|\\{${DASHED}\\}|[0-9a-f]{32})$`, 'i');

/** RFC 4122, 4.3: by SHA-1. */
function uuidOfName(namespace: string, name: string): string {
  const digit = Object.hasOwn(NAMESPACES, namespace) ? NAMESPACES[namespace] : undefined;
  const known = digit === undefined ? namespace : `6ba7b81${digit}-9dad-11d1-80b4-00c04fd430c8`;
  if (!UUID.test(known)) refuse(`${JSON.stringify(namespace)} is neither dns, url, oid, x500 nor a UUID`);
  const bytes = createHash('sha1')
    .update(Buffer.from(known.replace(/^urn:uuid:|[{}-]/gi, ''), 'hex'))
    .update(name)
    .digest();
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

export const digestFunctions: FunctionTable = {
  base64sha256: ofText('sha256', 'base64'),
  base64sha512: ofText('sha512', 'base64'),
  filebase64sha256: ofFile('sha256', 'base64'),
  filebase64sha512: ofFile('sha512', 'base64'),
  filemd5: ofFile('md5'),
  filesha1: ofFile('sha1'),
  filesha256: ofFile('sha256'),
  filesha512: ofFile('sha512'),
  md5: ofText('md5'),
  sha1: ofText('sha1'),
  sha256: ofText('sha256'),
  sha512: ofText('sha512'),
  uuidv5: { params: [string, string], run: ([namespace, name]) => text(uuidOfName(textOf(namespace), textOf(name))) },
};
