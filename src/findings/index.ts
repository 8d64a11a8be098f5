export type { Finding, Gauge, Severity } from '../checks/index.ts';
export { SEVERITIES } from '../checks/index.ts';
export { findingKey, overviewKey } from './key.ts';
export {
  findingMarker,
  OVERVIEW_MARKER_BUDGET,
  overviewMarker,
  parseFindingMarker,
  parseMarker,
  parseOverviewMarker,
  renderMarker,
  rowMarker,
  tickedRows,
  withMarker,
} from './marker.ts';
export type {
  IssueAction,
  IssueView,
  Resolution,
  ScanCompleteness,
  TrackedFinding,
} from './model.ts';
export {
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
export { compareFindings, isAtLeast } from './severity.ts';
export { accept, WaiverError } from './waiver.ts';
