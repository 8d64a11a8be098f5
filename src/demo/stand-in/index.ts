export type { CheckRunDump, Dump, RepositoryDump } from './dump.ts';
export { createStandIn, type StandIn, type StandInOptions } from './stand-in.ts';
export type { Permissions } from './world.ts';
