import { expect, it } from 'vitest';
import { checkContext, historyOf, runChecks } from '../../src/checks/index.ts';
import { compile } from '../../src/reachability/index.ts';
import { estate, group, host, ingress } from './estate.ts';

const door = () => ingress('tcp/22', '0.0.0.0/0');
const seen = (day: number, ...rules: readonly ReturnType<typeof ingress>[]) => ({
  at: `2026-05-0${day}T00:00:00Z`,
  network: estate({ securityGroups: [group('sg-a', rules)], interfaces: [host('private', ['sg-a'])] }),
});

it('tells what came and went between scans, whatever ids the rules have and in whatever order the scans come', () => {
  const base = ingress('tcp/443', '10.0.0.0/16');
  const { changes } = historyOf(
    [seen(3, base), seen(1, base), seen(2, door(), { ...base, id: 'sgr-new' })],
    '2026-05-03T00:00:00Z',
  );
  expect(changes.map(({ kind, rule, at }) => [kind, rule, at])).toEqual([
    ['opened', 'tcp 22 from 0.0.0.0/0', '2026-05-02T00:00:00Z'],
    ['closed', 'tcp 22 from 0.0.0.0/0', '2026-05-03T00:00:00Z'],
  ]);
});

it('a rule that flaps between scans is found', () => {
  const scans = [seen(1), seen(2, door()), seen(3), seen(4, door()), seen(5)];
  const context = checkContext(compile(scans.at(-1)!.network), undefined, {
    history: historyOf(scans, '2026-05-05T00:00:00Z'),
  });
  expect(runChecks(context).find(({ check }) => check === 'flapping-rule')?.title).toBe(
    'a (sg-a) ingress tcp 22 from 0.0.0.0/0 was opened and closed 2 times in 7 days',
  );
});
