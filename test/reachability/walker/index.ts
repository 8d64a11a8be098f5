export type { Fate } from './ends.ts';
export { type Expectation, expected } from './expected.ts';
export {
  type Answer,
  contains,
  type Datagram,
  type FirstPacket,
  familyOf,
  ICMP,
  ICMPV6,
  isGlobal,
  TCP,
  UDP,
} from './packet.ts';
export { type Walk, walk } from './walk.ts';
