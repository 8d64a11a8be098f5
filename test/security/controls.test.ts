import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const PAGE = readFileSync('docs/security.md', 'utf8');
const NAMED = [...PAGE.matchAll(/^- `(test\/[^`]+)`: “(.+)”$/gm)].map(([, file, name]) => ({
  file: file!,
  name: name!,
}));

it('every control in docs/security.md names a test', () => {
  const controls = PAGE.slice(PAGE.indexOf('## What stops what'), PAGE.indexOf('## What is yours to do'))
    .split(/^(?=\*\*)/m)
    .slice(1);
  expect(controls.length).toBeGreaterThan(8);
  expect(controls.filter((control) => !/^- `test\//m.test(control))).toEqual([]);
});

it.each(NAMED)('$file: “$name” is there', ({ file, name }) => {
  expect(existsSync(file), file).toBe(true);
  const titles = [
    ...readFileSync(file, 'utf8').matchAll(/\b(?:it|test)(?:\.each[\s\S]*?\))?\(\s*(['"`])((?:\\.|(?!\1).)*)\1/g),
  ];
  expect(titles.map(([, , title]) => title!.replaceAll('\\', ''))).toContain(name);
});
