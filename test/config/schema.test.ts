import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jsonSchemas, scheduleMinutes } from '../../src/config/index.ts';

describe('the published JSON Schemas', () => {
  it.each(Object.entries(jsonSchemas()))(
    '%s is what the code reads (npx vitest run -u test/config brings it up to date)',
    async (file, schema) => {
      await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(`../../schemas/${file}`);
    },
  );

  it('documents every setting, and says its default', () => {
    const undocumented: string[] = [];
    const visit = (node: unknown, path: string) => {
      if (typeof node !== 'object' || node === null) return;
      for (const [key, value] of Object.entries('properties' in node ? (node.properties as object) : {})) {
        if (!('description' in value)) undocumented.push(`${path}.${key}`);
        visit(value, `${path}.${key}`);
      }
      if ('items' in node) visit(node.items, `${path}[]`);
    };
    for (const [file, schema] of Object.entries(jsonSchemas())) visit(schema, file);
    expect(undocumented).toEqual([]);
    const text = readFileSync(new URL('../../schemas/sallyport.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(text).properties.schedule.default).toBe('every 30 minutes');
  });
});

it.each([
  ['every 30 minutes', 30],
  ['every minute', undefined],
  ['every 5 minutes', 5],
  ['every hour', 60],
  ['every 2 hours', 120],
  ['every day', 1440],
  ['every 31 days', 44_640],
  ['every 32 days', undefined],
  ['every 0 hours', undefined],
  ['hourly', undefined],
  ['every 30 minutes ', undefined],
])('the schedule %j is %j minutes', (schedule, minutes) => {
  expect(scheduleMinutes(schedule)).toBe(minutes);
});
