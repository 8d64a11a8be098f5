import { expect, it } from 'vitest';
import { diffGraph } from '../../src/report/graph.ts';
import { renderReport } from '../../src/report/index.ts';
import { groupParty, INTERNAL, NO_DIFF, review, row } from './samples.ts';

it('is small for one row', () => {
  expect(diffGraph({ ...NO_DIFF, opened: [row()] })).toMatchInlineSnapshot(`
    "\`\`\`mermaid
    graph LR
      n0["internet"]
      n1["web · 3 interfaces"]
      n0 ==>|"tcp 22 (SSH)"| n1
      linkStyle 0 stroke:#d1242f
    \`\`\`"
  `);
});

it('stays readable with sixty: the worst first, the rest counted', () => {
  const inside = Array.from({ length: 59 }, (_, at) => ({ ...INTERNAL, to: groupParty(`service-${at}`) }));
  const graph = diffGraph({ ...NO_DIFF, opened: [...inside, row()] });
  expect(graph.match(/==>/g)).toHaveLength(24);
  expect(graph).toContain('n0 ==>|"tcp 22 (SSH)"| n1');
  expect(graph).toContain('36 more rows in the table only.');
});

it('draws one arrow for all services of two parties', () => {
  const also = row({ services: [{ protocol: 'udp', ports: [[53, 53]] }] });
  expect(diffGraph({ ...NO_DIFF, opened: [row(), also] }).match(/==>.*/g)).toEqual([
    '==>|"tcp 22 (SSH) · udp 53 (DNS)"| n1',
  ]);
});

it('names the internet, and lists no ranges, when all but a few of it is meant', () => {
  const cidrs = Array.from({ length: 40 }, (_, at) => `${at + 1}.0.0.0/8`);
  const opened = [row({ from: { kind: 'internet', name: 'internet except office', cidrs } })];
  const report = renderReport(review({ ...NO_DIFF, opened }));
  expect(report).toContain('| internet except office |');
  expect(report).not.toContain('1.0.0.0/8');
});
