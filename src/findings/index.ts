export type { Finding, Gauge, Severity } from '../checks/index.ts';
export { SEVERITIES } from '../checks/index.ts';
export { findingKey, overviewKey } from './key.ts';
export {
  findingKeyOf,
  findingMarker,
  memoryOf,
  OVERVIEW_MARKER_BUDGET,
  overviewMarker,
  parseMarker,
  parseOverviewMarker,
  renderMarker,
  rowMarker,
  saysClosedByApp,
  tickedRows,
  withMarker,
} from './marker.ts';
export type {
  IssueAction,
  IssueExtras,
  IssueView,
  Resolution,
  ScanCompleteness,
  TrackedFinding,
  Unread,
} from './model.ts';
export {
  type CheckRules,
  type Elsewhere,
  ISSUE_DEFAULTS,
  type ReconcileConfig,
} from './reconcile/input.ts';
export { reconcile } from './reconcile/reconcile.ts';
export type {
  IssueContext,
  IssueEvent,
  OverviewInput,
  OverviewRow,
  RenderedIssue,
  Renderer,
} from './render.ts';
export { createSeal, type Seal } from './seal.ts';
export { compareFindings, isAtLeast } from './severity.ts';
export { accept, WaiverError } from './waiver.ts';
