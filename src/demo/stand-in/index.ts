export type { CheckRunDump, Dump, PostDump, RepositoryDump } from './dump.ts';
export type { Fault } from './faults.ts';
export { ApiError } from './http/error.ts';
export type { Person } from './people.ts';
export { createStandIn, type RepositoryOptions, type StandIn, type StandInOptions } from './stand-in.ts';
export type { Delivery, Limits, Permissions } from './world.ts';
