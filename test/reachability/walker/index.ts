export type { Fate } from './ends.ts';
export { type Expectation, expected, starts } from './expected.ts';
export { owns } from './owners.ts';
export {
  type Answer,
  contains,
  type Datagram,
  type FirstPacket,
  ICMP,
  ICMPV6,
  isGlobal,
  TCP,
  UDP,
} from './packet.ts';
export { type Walk, walk } from './walk.ts';
