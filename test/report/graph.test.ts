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

it('stays readable with sixty: the same of many parties is one arrow', () => {
  const inside = Array.from({ length: 59 }, (_, at) => ({
    ...INTERNAL,
    from: groupParty(`app-${at % 3}`, 12),
    to: groupParty(`service-${at}`),
  }));
  expect(diffGraph({ ...NO_DIFF, opened: [...inside, row()] })).toMatchInlineSnapshot(`
    "\`\`\`mermaid
    graph LR
      n0["internet"]
      n1["web · 3 interfaces"]
      n2["app-0 · 12 interfaces"]
      n3["service-0, service-12 and 18 more"]
      n4["app-1 · 12 interfaces"]
      n5["service-1, service-10 and 18 more"]
      n6["app-2 · 12 interfaces"]
      n7["service-11, service-14 and 17 more"]
      n0 ==>|"tcp 22 (SSH)"| n1
      n2 ==>|"tcp 5432 (PostgreSQL)"| n3
      n4 ==>|"tcp 5432 (PostgreSQL)"| n5
      n6 ==>|"tcp 5432 (PostgreSQL)"| n7
      linkStyle 0 stroke:#d1242f
    \`\`\`"
  `);
});

it('draws the worst where not all can be drawn, and counts the rest', () => {
  const inside = Array.from({ length: 59 }, (_, at) => ({
    ...{ ...INTERNAL, from: groupParty(`app-${at}`), to: groupParty(`service-${at}`) },
    services: [{ protocol: 'tcp', ports: [[at + 1, at + 1] as const] }],
  }));
  const graph = diffGraph({ ...NO_DIFF, opened: [...inside, row()] });
  expect(graph.match(/==>/g)).toHaveLength(24);
  expect(graph).toContain('n0 ==>|"tcp 22 (SSH)"| n1');
  expect(graph).toContain('36 more rows in the table only.');
});

it('counts the interfaces of a party over all its rows, and says each service once', () => {
  const some = row({ to: { ...groupParty('web'), interfaceIds: ['eni-1', 'eni-2'] } });
  const others = row({
    to: { ...groupParty('web'), interfaceIds: ['eni-2', 'eni-3'] },
    services: [
      {
        protocol: 'tcp',
        ports: [
          [22, 22],
          [80, 80],
        ],
      },
    ],
  });
  const graph = diffGraph({ ...NO_DIFF, opened: [some, others] });
  expect(graph).toContain('n1["web · 3 interfaces"]');
  expect(graph.match(/==>.*/g)).toEqual(['==>|"tcp 22 (SSH), 80 (HTTP)"| n1']);
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
