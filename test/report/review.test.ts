import { lexer, type Tokens } from 'marked';
import { describe, expect, it } from 'vitest';
import type { DiffRow, Party } from '../../src/reachability/index.ts';
import { renderReview, reviewMarker } from '../../src/report/index.ts';
import { CLOSED, groupParty, INTERNAL, NO_DIFF, review, row, WITNESS } from './samples.ts';

const OFFICE = row({ from: { kind: 'named', name: 'office', cidrs: ['198.51.100.0/24'] } });
const ALL = { opened: [INTERNAL, row()], closed: [CLOSED], unknowns: [] };

describe('the comment', () => {
  it('reads as the design shows it', () => {
    const { comment } = renderReview(review(ALL));
    expect(comment).toBe(
      [
        '<!-- sallyport:v1 review acme/infra#12 -->',
        '### 🔴 1 opened to the internet · 2 opened in all · 1 closed — prod, us-east-1',
        '',
        '- ✗ Policy: nothing may be opened to the internet (1 row)',
        '',
        '|  | from | to | service | because |',
        '|---|---|---|---|---|',
        '| 🔴 opened | internet | web · 3 interfaces | tcp 22 (SSH) | `infra/web.tf:14` ingress tcp 22 from 0.0.0.0/0 |',
        '| ➕ opened | app · 12 interfaces | db · 2 interfaces | tcp 5432 (PostgreSQL) | `infra/db.tf:40` ingress tcp 5432 from app |',
        '| ➖ closed | 10.0.0.0/8 | admin · 1 interface | tcp 3389 (RDP) | `infra/admin.tf:9` rule removed |',
        '',
        '<details><summary>Graph</summary>',
        '',
        '```mermaid',
        'graph LR',
        '  n0["internet"]',
        '  n1["web · 3 interfaces"]',
        '  n2["app · 12 interfaces"]',
        '  n3["db · 2 interfaces"]',
        '  n4["10.0.0.0/8"]',
        '  n5["admin · 1 interface"]',
        '  n0 ==>|"tcp 22 (SSH)"| n1',
        '  n2 ==>|"tcp 5432 (PostgreSQL)"| n3',
        '  n4 -.->|"tcp 3389 (RDP)"| n5',
        '  linkStyle 0 stroke:#d1242f',
        '```',
        '',
        '</details>',
        '',
        `<sub>Compared \`${'b'.repeat(12)}\` with \`${'a'.repeat(12)}\`. prod, us-east-1 over the snapshot of 2026-03-01 10:00 UTC.</sub>`,
      ].join('\n'),
    );
  });

  it('grades a named range apart from the internet at large', () => {
    const titled = (...opened: DiffRow[]) => renderReview(review({ ...NO_DIFF, opened })).checkRun.title;
    const named = (name: string) => ({ ...OFFICE, from: { ...OFFICE.from, name } });
    expect(titled(OFFICE)).toBe('🟠 1 opened to office');
    expect(titled(INTERNAL, OFFICE, row())).toBe(
      '🔴 1 opened to the internet · 🟠 1 opened to office · 3 opened in all',
    );
    expect(titled(OFFICE, named('vpn'))).toBe('🟠 2 opened to office and vpn');
    expect(titled(OFFICE, named('vpn'), named('lab'))).toBe('🟠 3 opened to 3 named ranges');
    const { comment, reviewComments, checkRun } = renderReview(review({ ...NO_DIFF, opened: [OFFICE] }));
    expect(comment).toContain('| 🟠 opened | office | web · 3 interfaces |');
    expect(comment).toContain('linkStyle 0 stroke:#bc4c00');
    expect(checkRun.annotations).toMatchObject([{ level: 'notice', title: 'Opens to office' }]);
    expect(reviewComments).toEqual([]);
  });

  it('counts no interface that is not there yet', () => {
    const from = { ...groupParty('new'), interfaceIds: ['potential:sg-new'] };
    const { comment } = renderReview(review({ ...NO_DIFF, opened: [{ ...INTERNAL, from, potential: true }] }));
    expect(comment).toContain('| ➕ opened (potential) | new | db |');
    expect(comment).toContain('n0["new"]');
  });

  it('has the same bytes whatever order the rows came in', () => {
    const turned = { ...ALL, opened: [...ALL.opened].reverse() };
    expect(renderReview(review(turned))).toEqual(renderReview(review(ALL)));
  });

  it.each([
    ['nothing to say', NO_DIFF, {}, false],
    ['nothing to say, but an earlier comment', NO_DIFF, { hasComment: true }, true],
    ['always', NO_DIFF, { comment: 'always' }, true],
    ['a change', ALL, {}, true],
    ['a change, but never', ALL, { comment: 'never' }, false],
    ['only undecided', { ...NO_DIFF, unknowns: ['var.cidrs has no value'] }, {}, true],
    ['no details allowed', ALL, { details: false, hasComment: true }, false],
  ] as const)('%s', (_name, diff, over, expected) => {
    expect(renderReview(review(diff, over)).comment !== undefined).toBe(expected);
  });

  it('says so when nothing changes', () => {
    const { comment, checkRun } = renderReview(review(NO_DIFF, { comment: 'always' }));
    expect(comment).toContain('### ✅ No reachability change — prod, us-east-1');
    expect(checkRun).toMatchObject({ conclusion: 'success', title: '✅ No reachability change', annotations: [] });
  });

  it('shrinks in steps and never cuts a table', () => {
    for (const size of [10, 150, 1000, 5000]) {
      const opened = Array.from({ length: size }, (_, i) =>
        row({
          to: groupParty(`group-${String(i).padStart(5, '0')}-${'x'.repeat(80)}`),
          because: Array.from({ length: 3 }, (_, j) => ({
            text: `ingress ${j} ${'y'.repeat(200)}`,
            file: `f${i}.tf`,
            line: j + 1,
          })),
          witness: WITNESS,
        }),
      );
      const { comment, checkRun, reviewComments } = renderReview(review({ ...NO_DIFF, opened }));
      expect(comment!.length).toBeLessThanOrEqual(65_536);
      expect(checkRun.summary.length).toBeLessThanOrEqual(65_535);
      expect(comment).toContain(`🔴 ${size} opened to the internet`);
      for (const token of lexer(comment!))
        if (token.type === 'table') for (const cells of (token as Tokens.Table).rows) expect(cells).toHaveLength(5);
      expect(reviewComments.length).toBeLessThanOrEqual(10);
      expect(checkRun.annotations.length).toBeLessThanOrEqual(50);
    }
  });

  it('survives very many roots', () => {
    const targets = Array.from({ length: 2000 }, (_, i) => ({
      ...{ name: `root ${i} ${'z'.repeat(60)}`, diff: ALL, quotas: [], problems: [], basis: 'over a snapshot' },
    }));
    expect(renderReview(review(ALL, { targets })).comment!.length).toBeLessThanOrEqual(65_536);
  });

  it('keeps hostile names inert', () => {
    const evil = row({
      to: groupParty('@acme/all | <!-- sallyport:v1 review acme/infra#13 --> [x](http://e.example)'),
      because: [{ text: '```\n</details># owned', file: 'a|b.tf', line: 1 }],
    });
    const { comment } = renderReview(review({ ...NO_DIFF, opened: [evil] }));
    expect(comment).not.toMatch(/@acme/);
    expect(comment!.split('\n').filter((line) => line.startsWith('<!-- sallyport'))).toEqual([
      reviewMarker('acme/infra#12'),
    ]);
    const [table] = lexer(comment!).filter((token) => token.type === 'table') as Tokens.Table[];
    expect(table!.rows.map((cells) => cells.length)).toEqual([5]);
  });
});

describe('the check run', () => {
  const unknown = { ...NO_DIFF, unknowns: ['var.cidrs has no value'] };
  const approval = { by: 'alice', reason: 'planned' };
  const egressTo = (to: Party) => ({ ...NO_DIFF, opened: [row({ from: groupParty('web'), to })] });
  const egress = egressTo({ kind: 'internet', name: 'internet' });

  it.each([
    ['opened to the internet', ALL, {}, 'failure'],
    ['opened to the internet, approved', ALL, { approval }, 'success'],
    ['opened to the internet, nothing fails', ALL, { failOn: 'never' }, 'success'],
    ['opened to the office', { ...NO_DIFF, opened: [OFFICE] }, {}, 'success'],
    ['opened to the office, any fails', { ...NO_DIFF, opened: [OFFICE] }, { failOn: 'any' }, 'failure'],
    ['opened inside', { ...NO_DIFF, opened: [INTERNAL] }, {}, 'success'],
    ['opened inside, any fails', { ...NO_DIFF, opened: [INTERNAL] }, { failOn: 'any' }, 'failure'],
    ['let out to the internet', egress, {}, 'success'],
    ['let out to an address there', egressTo({ kind: 'cidr', name: '8.8.8.8', cidrs: ['8.8.8.8/32'] }), {}, 'success'],
    ['closed only', { ...NO_DIFF, closed: [CLOSED] }, {}, 'success'],
    ['undecided only', unknown, {}, 'neutral'],
    ['undecided beside what is allowed', { ...unknown, opened: [INTERNAL] }, {}, 'neutral'],
    ['undecided beside what is not', { ...unknown, opened: [row()] }, {}, 'failure'],
    ['nothing', NO_DIFF, {}, 'success'],
    ['no details', ALL, { details: false }, 'failure'],
  ] as const)('%s: %s', (_name, diff, over, conclusion) => {
    expect(renderReview(review(diff, over)).checkRun.conclusion).toBe(conclusion);
  });

  it('annotates the causing lines, the worst first', () => {
    expect(renderReview(review(ALL)).checkRun.annotations).toEqual([
      {
        ...{ path: 'infra/web.tf', startLine: 14, endLine: 14, level: 'failure', title: 'Opens to the internet' },
        message: 'the internet could reach web · 3 interfaces: tcp 22 (SSH)',
      },
      {
        ...{ path: 'infra/db.tf', startLine: 40, endLine: 40, level: 'notice', title: 'Opens' },
        message: 'app · 12 interfaces could reach db · 2 interfaces: tcp 5432 (PostgreSQL)',
      },
    ]);
  });

  it('tells a public repository nothing but numbers', () => {
    const all = { ...ALL, opened: [...ALL.opened, OFFICE] };
    const { checkRun, reviewComments } = renderReview(review(all, { details: false }));
    const said = JSON.stringify([checkRun, reviewComments]);
    for (const secret of ['web', 'office', 'db', 'infra/', '10.0.0.0', '5432', 'prod'])
      expect(said).not.toContain(secret);
    expect(checkRun.title).toBe(
      '🔴 1 opened to the internet · 🟠 1 opened to named ranges · 3 opened in all · 1 closed',
    );
  });
});

describe('review comments', () => {
  it('stand on the line that lets the internet in, with the mechanical fix', () => {
    const suggestion = {
      ...{ file: 'infra/web.tf', line: 14, text: 'narrow it to vpn (10.0.0.0/8)' },
      lines: ['  cidr_blocks = ["10.0.0.0/8"]'],
    };
    const [target] = review(ALL).targets;
    const targets = [{ ...target!, suggestions: [suggestion] }];
    const [comment, ...others] = renderReview(review(ALL, { targets })).reviewComments;
    expect(others).toEqual([]);
    expect(comment).toMatchObject({ path: 'infra/web.tf', line: 14 });
    expect(comment!.body).toBe(
      [
        '**This line opens to the internet:**',
        '',
        '- 🔴 the internet could reach web · 3 interfaces: tcp 22 (SSH)',
        '',
        'One way to mend it: narrow it to vpn (10.0.0.0/8).',
        '',
        '```suggestion',
        '  cidr_blocks = ["10.0.0.0/8"]',
        '```',
      ].join('\n'),
    );
  });

  it('say which rule of the organisation the line breaks', () => {
    const [target] = review({ ...NO_DIFF, opened: [INTERNAL] }).targets;
    const breaches = [{ rule: 'nothing in app may reach db', rows: [0] }];
    const [comment] = renderReview(review(NO_DIFF, { targets: [{ ...target!, breaches }] })).reviewComments;
    expect(comment!.body).toBe(
      [
        '**This line opens:**',
        '',
        '- ⛔ app · 12 interfaces could reach db · 2 interfaces: tcp 5432 (PostgreSQL)',
        '',
        '✗ Policy: nothing in app may reach db',
      ].join('\n'),
    );
  });

  it('keep their key when only the line moves', () => {
    const moved = row({ because: [{ ...row().because[0]!, line: 99 }] });
    const keyOf = (opened: typeof moved) =>
      renderReview(review({ ...NO_DIFF, opened: [opened] })).reviewComments[0]!.key;
    expect(keyOf(moved)).toBe(keyOf(row()));
  });
});
