import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commentableLines } from '../../src/github/patch-lines.ts';

it('counts the new side, hunk by hunk', () => {
  const patch = '@@ -1,2 +1,3 @@ resource\n a\n+b\n c\n@@ -20,2 +21 @@\n-++ x\n y\n\\ No newline at end of file';
  expect([...commentableLines(patch)]).toEqual([1, 2, 3, 21]);
});

it('shows exactly the lines of any new file, whatever was removed between them', () => {
  const line = fc.record({
    sign: fc.constantFrom('+', '-', ' '),
    text: fc.string().map((text) => text.replaceAll('\n', '')),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.array(line), (start, lines) => {
      const patch = [`@@ -1,9 +${start},9 @@`, ...lines.map(({ sign, text }) => sign + text)].join('\n');
      const shown = lines.filter(({ sign }) => sign !== '-').length;
      expect([...commentableLines(patch)]).toEqual(Array.from({ length: shown }, (_, index) => start + index));
    }),
  );
});
