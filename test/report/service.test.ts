import { expect, it } from 'vitest';
import { serviceText } from '../../src/report/service.ts';

const others = (...left: readonly string[]) =>
  Array.from({ length: 256 }, (_, number) => ({ protocol: String(number) })).filter(
    ({ protocol }) => !['1', '6', '17', '58', ...left].includes(protocol),
  );
const types = (...left: readonly number[]) =>
  Array.from({ length: 256 }, (_, type) => [type, -1] as const).filter(([type]) => !left.includes(type));
const ports = (...ranges: readonly (readonly [number, number])[]) => ranges;

it.each([
  ['nothing', []],
  ['all traffic', [{ protocol: 'all' }]],
  ['tcp 22 (SSH), 8000-8099', [{ protocol: 'tcp', ports: ports([22, 22], [8000, 8099]) }]],
  ['icmp all types except echo request (ping)', [{ protocol: 'icmp', types: types(8) }]],
  [
    'all traffic except icmp echo request (ping) · tcp 0-21, 24-65535 · protocol 50 (ESP) · icmpv6',
    [
      { protocol: 'icmp', types: types(8) },
      { protocol: 'tcp', ports: ports([22, 23]) },
      { protocol: 'udp', ports: ports([0, 65_535]) },
      ...others('50'),
    ],
  ],
])('says %s', (said, ranges) => {
  expect(serviceText(ranges)).toBe(said);
});
