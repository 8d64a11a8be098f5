import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const FOLDER = '.github/workflows';
const step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const workflow = z.looseObject({
  on: z.union([z.string(), z.array(z.string()), z.record(z.string(), z.unknown())]),
  permissions: z.record(z.string(), z.enum(['read', 'write', 'none'])),
  jobs: z.record(
    z.string(),
    z.looseObject({
      permissions: z.record(z.string(), z.string()).optional(),
      'timeout-minutes': z.int(),
      steps: z.array(step),
    }),
  ),
});
const read = (name: string) => workflow.parse(parse(readFileSync(`${FOLDER}/${name}`, 'utf8')));

describe.each(readdirSync(FOLDER))('%s', (name) => {
  it('has no right to begin with but reading, ends in time, and is not run by strangers with secrets', () => {
    const { on, permissions } = read(name);
    for (const right of Object.values(permissions)) expect(right).toBe('read');
    expect(JSON.stringify(on)).not.toMatch(/pull_request_target|workflow_run/);
  });

  it('puts nothing a stranger can write into a shell', () => {
    for (const { steps } of Object.values(read(name).jobs))
      for (const { run = '' } of steps) expect(run).not.toMatch(/\$\{\{[^}]*github\.(?:event|head_ref)/);
  });

  it('runs no script of this project that is not there', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      readonly scripts: Record<string, string>;
    };
    for (const { steps } of Object.values(read(name).jobs))
      for (const { run = '' } of steps)
        for (const [, script] of run.matchAll(/npm run (?:--silent )?([\w:]+)/g))
          expect(Object.keys(scripts)).toContain(script);
  });
});

it('publishes with provenance, from the tag, with no more rights than that takes', () => {
  const { on, permissions, jobs } = read('release.yml');
  expect(on).toEqual({ push: { tags: ['v*.*.*'] } });
  expect(permissions).toEqual({});
  expect(jobs['package']!.permissions).toEqual({ contents: 'write', 'id-token': 'write' });
  expect(jobs['package']!.steps.map(({ run }) => run)).toContain('npm publish --provenance --access public');
  for (const { steps } of Object.values(jobs))
    for (const each of steps)
      if (each.uses?.startsWith('actions/checkout')) expect(each.with?.['persist-credentials']).toBe(false);
});
