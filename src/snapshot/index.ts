export { SnapshotError } from './error.ts';
export { readInventory } from './inventory.ts';
export type { Recorded, RegionSnapshot, Snapshot } from './model.ts';
export { type ExtraOperation, isOperation, OPERATION_NAMES, type Operation, shapeOf } from './operation.ts';
export { readSnapshot } from './read-folder.ts';
export { type RuleChange, type RuleFact, ruleChange, ruleChangesOf, rulesOf } from './rule-changes.ts';
export { toNetwork } from './to-network.ts';
export { writeSnapshot } from './write-folder.ts';
