import fc from 'fast-check';
import { lexer, type Tokens } from 'marked';
import { expect, it } from 'vitest';
import { CHECKS } from '../../src/checks/index.ts';
import {
  accept,
  type Finding,
  findingKey,
  findingKeyOf,
  parseOverviewMarker,
  tickedRows,
} from '../../src/findings/index.ts';
import { issueRenderer, renderWhy } from '../../src/report/index.ts';
import { parseCommand } from '../../src/server/commands.ts';
import { allTokens, expectNoReferences, hostile, prose } from '../report/hostile.ts';
import { finding, scan, Tracker } from './support.ts';

// Whole issues, overviews, comments and answers, every word that AWS or a person chose hostile: no mention, no reference,
// no link, no broken table, no marker and no command but the app's own.

const OWN_HTML = /^(<\/?(details|summary|sub|br|code)>|<!-- sallyport:v1 [^>]*-->)*\s*$/;
const OWN_SUMMARY = /^<details><summary>[^<]*(<code>[^<]*<\/code>)?<\/summary>$/;

const anyFinding = fc
  .record({ title: hostile, summary: hostile, name: hostile, text: hostile, file: hostile, terraform: hostile })
  .map(({ title, summary, name, text, file, terraform }): Finding => {
    const sure = name === '' ? 'x' : name;
    return finding('sg-web', {
      ...{ title: `web ${title}`, summary, exposure: 'exposed' },
      resource: { kind: 'security-group', id: 'sg-web', name: sure },
      because: [
        { text, ruleId: sure, resource: file },
        { text: file, file, line: 3 },
      ],
      exposed: [{ interfaceId: 'eni-1', name: sure, publicIp: '54.1.2.3' }],
      fix: { cli: [`aws ec2 describe-tags # ${name}`], terraform },
      witness: {
        packet: { source: '198.51.100.7', destination: '54.1.2.3', protocol: 6, port: 22, sourcePort: 1024 },
        forward: [{ kind: 'security-group', id: 'sg-web', text: name, decision: 'allows', cause: { text } }],
        return: [],
      },
    });
  });

function expectTame(markdown: string): void {
  const tokens = allTokens(lexer(markdown));
  expect(tokens.filter(({ type }) => ['link', 'image', 'def'].includes(type)).map(({ raw }) => raw)).toEqual([]);
  const html = tokens.filter(({ type }) => type === 'html').flatMap(({ raw }) => raw.split('\n'));
  expect(html.filter((line) => !OWN_HTML.test(line) && !OWN_SUMMARY.test(line))).toEqual([]);
  for (const token of tokens)
    if (token.type === 'table')
      for (const row of (token as Tokens.Table).rows) expect(row).toHaveLength((token as Tokens.Table).header.length);
  expect(parseCommand(markdown)).toBeUndefined();
  expect(tickedRows(markdown)).toEqual([]);
}

it('nothing that AWS or people wrote acts on GitHub', () => {
  fc.assert(
    fc.property(anyFinding, hostile, hostile, (found, reason, gap) => {
      const tracker = new Tracker({}, issueRenderer(CHECKS));
      const key = findingKey(found);
      const incomplete = [{ operation: 'describe-hosts', reason: gap }];
      tracker.scan([found], [scan({ incomplete })]);
      tracker.scan([{ ...found, severity: 'high' }], [scan({ incomplete })]);
      tracker.tracked = tracker.tracked.map((one) =>
        accept(one, { by: 'ada', reason: `r ${reason}`, until: '2026-03-20' }, tracker.now, 60),
      );
      tracker.scan([found]);
      const [issue, overview] = [tracker.github.issue(1), tracker.github.issue(2)];
      expect(findingKeyOf(issue.body)).toBe(key);
      expect(issue.body.match(/<!-- sallyport/g)).toHaveLength(1);
      expect(parseOverviewMarker(overview.body)?.account).toBe(found.account);
      const texts = [...tracker.github.comments.map(({ body }) => body), renderWhy(found)];
      for (const text of texts) expect(text).not.toContain('<!-- sallyport');
      for (const text of [issue.body, overview.body, ...texts]) {
        expectTame(text);
        // Entities stand in code elements only; the overview's links to issues are ours.
        expectNoReferences(prose(lexer(text)).replaceAll(/&#\d+;|#[12] (open|accepted)/g, ''));
      }
    }),
    { numRuns: 400 },
  );
});
