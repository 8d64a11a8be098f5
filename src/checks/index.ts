export { type ExposedInterface, type Finding, SEVERITIES, type Severity } from './finding.ts';
