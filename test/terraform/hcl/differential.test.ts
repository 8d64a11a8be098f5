import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktn/hcl2json';
import { describe, expect, it } from 'vitest';
import { parseFile } from '../../../src/terraform/hcl/index.ts';
import { bodyToJson } from './hcl2json.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

describe('the parser against the Go parser', () => {
  it.each(readdirSync(fixtures).filter((name) => name.endsWith('.tf')))('%s', async (name) => {
    const text = readFileSync(join(fixtures, name), 'utf8');
    const { body, diagnostics } = parseFile(name, text);
    expect(diagnostics).toEqual([]);
    expect(bodyToJson(body)).toEqual(await parse(name, text));
  });
});
