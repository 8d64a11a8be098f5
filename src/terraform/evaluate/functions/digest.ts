import { createHash } from 'node:crypto';
import type { Value } from '../../resource.ts';
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
};
