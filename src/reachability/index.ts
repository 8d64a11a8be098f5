export type {
  Cause,
  Diff,
  DiffRow,
  ExposedTo,
  Exposure,
  Hop,
  Listing,
  ListingQuery,
  Packet,
  Party,
  Query,
  Reach,
  ServiceRange,
  Verdict,
  Witness,
} from './answer.ts';
export { type Compiled, type CompileOptions, compile } from './compile/compile.ts';
export { type DiffOptions, diff } from './diff.ts';
export { EndpointError } from './endpoint.ts';
export { exposure } from './exposure.ts';
export { listing } from './listing.ts';
export { pairs, type ReachableBlock } from './pairs/pairs.ts';
export { QueryError, reach } from './reach.ts';
export { type GroupRule, type RedundantRule, redundantRules } from './redundant.ts';
export {
  type AddressSet,
  addressSet,
  hasAddresses,
  INTERNET,
  intersectAddresses,
  subtractAddresses,
  toCidrs,
  unionAddresses,
} from './sets/addresses.ts';
export {
  ALL_SERVICES,
  hasServices,
  intersectServices,
  type ServiceSet,
  serviceSet,
  subtractServices,
  toServiceRanges,
  unionServices,
} from './sets/services.ts';
