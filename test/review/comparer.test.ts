import { afterEach, expect, it } from 'vitest';
import type { Network } from '../../src/network/index.ts';
import { readCode } from '../../src/review/code.ts';
import { type ComparisonJob, compareRoots } from '../../src/review/compare-roots.ts';
import { type Comparer, createComparer } from '../../src/review/comparer.ts';
import { readRoot } from '../../src/review/read-root.ts';
import { liveAccount } from '../server/live-account.ts';
import { fakeContents } from './fake-contents.ts';
import { rules } from './rules.ts';

const ROOT = {
  ...{ repo: 'acme/infra', path: 'envs/prod', account: 'prod', region: 'us-east-1', varFiles: [] },
  workspace: 'default',
};
const RULE = (cidr: string) => ({
  'envs/prod/main.tf': `
resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = "sg-web"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "${cidr}"
}`,
});

async function job(): Promise<ComparisonJob> {
  const { contents } = fakeContents({ before: RULE('10.0.0.0/16'), after: RULE('0.0.0.0/0') });
  const place = { root: ROOT, account: '123456789012' };
  const code = await readRoot(place, await readCode(contents, 'before', ROOT), await readCode(contents, 'after', ROOT));
  return {
    live: [liveAccount([], '2026-01-01T00:00:00.000Z')],
    roots: [{ name: code.name, before: code.before, after: code.after }],
    rules: rules({ named: { office: ['198.51.100.0/24'] } }),
    places: [{ account: '123456789012', region: 'us-east-1' }],
    texts: new Map(Object.entries(RULE('0.0.0.0/0'))),
  };
}

let comparer: Comparer;
afterEach(() => comparer.close());

it('answers from another thread what it would answer here', async () => {
  comparer = createComparer(0);
  const asked = await job();
  const here = compareRoots(asked);
  expect(here.diff.opened).toHaveLength(1);
  expect(here.suggestions).toHaveLength(1);
  expect(await comparer.compare(asked)).toEqual(here);
});

it('takes several jobs, and one that fails spoils none', async () => {
  comparer = createComparer(0);
  const asked = await job();
  const broken = { ...asked, roots: [{ name: 'x', before: {} as Network, after: {} as Network }] };
  const [good, bad, other] = await Promise.allSettled([asked, broken, asked].map((each) => comparer.compare(each)));
  expect([good?.status, bad?.status, other?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

it('leaves the event loop free meanwhile', async () => {
  comparer = createComparer(0);
  const comparing = comparer.compare(await job());
  const order: string[] = [];
  setImmediate(() => order.push('something else'));
  await comparing.then(() => order.push('compared'));
  expect(order).toEqual(['something else', 'compared']);
});
