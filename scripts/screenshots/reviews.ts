import { fileURLToPath } from 'node:url';
import { parseConfig } from '../../src/config/index.ts';
import { readFiles } from '../../src/demo/data.ts';
import { type ReviewInput, renderReview } from '../../src/report/index.ts';
import { readCode } from '../../src/review/code.ts';
import { compareCode } from '../../src/review/index.ts';
import type { Contents } from '../../src/review/ports.ts';
import { rulesOf } from '../../src/review/rules.ts';
import { readSnapshot } from '../../src/snapshot/index.ts';
import { check, heading, page, post } from './page.ts';

type Files = Readonly<Record<string, string>>;

/** A pull request of the demo's repository that only its picture has. */
interface Scene {
  readonly name: string;
  readonly title: string;
  readonly change: (files: Files) => Files;
  /** Settings under `review`. */
  readonly policy?: string;
  readonly approval?: { readonly by: string; readonly reason: string };
}

const ROOT = 'envs/prod';
const inFile = (path: string, from: string | RegExp, to: string) => (files: Files) => {
  const text = files[path]?.replaceAll(from, to);
  if (text === undefined || text === files[path]) throw new Error(`${path} of the demo no longer has ${from}`);
  return { ...files, [path]: text };
};

const SCENES: readonly Scene[] = [
  {
    name: 'one-row',
    title: 'Let the reporting tool in from anywhere',
    change: inFile(`${ROOT}/prod.auto.tfvars`, '["198.51.100.0/24"]', '["0.0.0.0/0"]'),
  },
  {
    name: 'many-rows',
    title: 'Let everything inside scrape metrics and log in',
    change: (files) =>
      Object.fromEntries(
        Object.entries(files).map(([path, text]) => [
          path,
          text.replaceAll(
            /security_groups = \[(var\.monitoring_group_id|aws_security_group\.bastion\.id)\]/g,
            'cidr_blocks     = ["10.0.0.0/8", "203.0.113.64/27"]',
          ),
        ]),
      ),
  },
  {
    name: 'policy',
    title: 'Support may log in to the edge',
    change: inFile(
      `${ROOT}/edge.tf`,
      'security_groups = [aws_security_group.bastion.id]',
      'cidr_blocks = ["203.0.113.64/27"]',
    ),
    policy: '{ failOn: never, forbid: [{ from: support-office, to: prod }] }',
    approval: { by: 'olga', reason: 'until the bastion is back, INC-4711' },
  },
  {
    name: 'no-change',
    title: 'Rules on their own instead of inline',
    change: (files) => ({ ...files, ...readFiles('infra/pull-requests/standalone-rules') }),
  },
  {
    name: 'undecided',
    title: 'Take the ranges from the pipeline',
    change: (files) => {
      const given = inFile(`${ROOT}/prod.auto.tfvars`, /reporting_allowed_cidrs.*/g, '')(files);
      return inFile(`${ROOT}/variables.tf`, 'default     = []', '')(given);
    },
  },
];

function inMemory(sides: Readonly<Record<string, Files>>): Contents {
  return {
    files: async (commit, under = '') =>
      Object.entries(sides[commit] ?? {})
        .filter(([path]) => under === '' || path.startsWith(`${under}/`))
        .map(([path, text]) => ({ path, size: text.length })),
    read: async (commit, path) => sides[commit]?.[path],
    prefetch: async () => {},
    absence: async () => undefined,
  };
}

/** Comments as the service would write them of these changes over the recorded account: image name → page. */
export async function reviewPages(): Promise<ReadonlyMap<string, string>> {
  const { regions } = await readSnapshot(fileURLToPath(new URL('../../demo/recording', import.meta.url)));
  const live = regions.filter(({ account }) => account === '486913702581');
  const before = readFiles('infra/infra');
  const text = readFiles('infra/dot-github')['.github/sallyport.yml'] ?? '';
  const pages = new Map<string, string>();
  for (const [at, { name, title, change, policy, approval }] of SCENES.entries()) {
    const parsed = parseConfig(policy ? text.replace(/^review:.*$/m, `review: ${policy}`) : text, 'sallyport.yml');
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    const { config } = parsed;
    const [entry] = config.code;
    const contents = inMemory({ base: before, head: change(before) });
    const root = {
      root: entry!,
      before: await readCode(contents, 'base', entry!),
      after: await readCode(contents, 'head', entry!),
    };
    const { diff, problems, quotas, sources, breaches, suggestions } = await compareCode({
      account: '486913702581',
      roots: [root],
      live,
      rules: rulesOf(config),
    });
    const basis = 'over the snapshot of 2026-03-01 10:00 UTC (12 min old)';
    const input: ReviewInput = {
      pullRequest: `acme/infra#${at + 1}`,
      targets: [{ name: 'prod, us-east-1', diff, problems, quotas, sources, breaches, suggestions, basis }],
      base: '3c1'.padEnd(40, '0'),
      head: 'f07'.padEnd(40, '0'),
      failOn: config.review.failOn,
      comment: 'always',
      hasComment: false,
      details: true,
      ...(approval && { approval }),
    };
    const { comment = '', reviewComments, checkRun } = renderReview(input);
    const bot = 'sallyport[bot]';
    const onLines = reviewComments
      .slice(0, 1)
      .map(({ path, line, body }) => post({ author: bot, body }, `commented on ${path}, line ${line}`));
    pages.set(
      `review-${name}`,
      page(
        [
          heading(title, at + 1),
          post({ author: bot, body: comment }, 'commented'),
          ...onLines,
          check('Sallyport / reachability', checkRun.conclusion, checkRun.title),
        ].join('\n'),
      ),
    );
  }
  return pages;
}
