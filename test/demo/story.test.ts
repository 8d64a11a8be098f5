import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createStyle, playDemo } from '../../src/demo/index.ts';
import type { Dump } from '../../src/demo/stand-in/index.ts';
import { StoryError } from '../../src/demo/story/error.ts';

const folder = mkdtempSync(join(tmpdir(), 'demo-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the demo', () => {
  test('plays its day to the end, and leaves what it saw', { timeout: 90_000 }, async () => {
    const lines: string[] = [];
    const output = join(folder, 'out', 'github.json');
    let page = '';
    const passed = await playDemo({
      print: (line) => lines.push(line),
      style: createStyle(false),
      columns: 110,
      output,
      keep: async (url) => {
        page = await (await fetch(`${url}/acme/infra/issues`)).text();
      },
    });
    const story = lines.join('\n');
    expect(passed, story).toBe(true);
    expect(story).toContain('Every step did what it should.');
    expect(page).toContain('network overview');

    const { issues, pullRequests } = (JSON.parse(readFileSync(output, 'utf8')) as Dump).repositories['acme/infra']!;
    expect(issues.filter((issue) => issue.state === 'closed')).toMatchObject([
      { title: expect.stringMatching(/tcp\/22.*edge/), stateReason: 'completed' },
      { title: expect.stringMatching(/rules of edge/), stateReason: 'completed' },
    ]);
    expect(pullRequests).toMatchObject([
      {
        comments: [{ author: 'sallyport[bot]' }],
        reviewComments: [{ path: 'envs/prod/prod.auto.tfvars', line: 5 }],
        checkRuns: [{ conclusion: 'failure' }],
      },
      { comments: [], reviewComments: [], checkRuns: [{ conclusion: 'success' }] },
    ]);
  });

  test('names the step that failed, and still leaves what it saw', { timeout: 60_000 }, async () => {
    const lines: string[] = [];
    const output = join(folder, 'failed.json');
    const passed = await playDemo({
      print: (line) => lines.push(line),
      style: createStyle(false),
      columns: 80,
      output,
      chapters: [
        { title: 'A good one', play: (_, tell) => Promise.resolve(tell.holds('well')) },
        { title: 'A bad one', play: () => Promise.reject(new StoryError('expected: a miracle')) },
        { title: 'Never reached', play: () => Promise.resolve() },
      ],
    });
    expect(passed).toBe(false);
    expect(lines.join('\n')).toContain('✗ A bad one\n  expected: a miracle');
    expect(lines.join('\n')).not.toContain('Never reached');
    expect(JSON.parse(readFileSync(output, 'utf8'))).toHaveProperty(['repositories', 'acme/infra', 'issues'], []);
  });
});
