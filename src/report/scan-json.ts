import { z } from 'zod';
import { type Finding, findingKey, SEVERITIES } from '../findings/index.ts';
import type { Gap } from '../network/index.ts';
import type { CheckInfo } from './check-info.ts';

const severity = z.enum(SEVERITIES);

const cause = z
  .object({
    text: z.string().describe('What it says: a rule, an entry, a route, a resource.'),
    ruleId: z.string().optional().describe('`sgr-…`, `acl-…:100`: what a person looks up.'),
    resource: z.string().optional().describe('The resource that holds it.'),
    address: z
      .string()
      .optional()
      .describe('Terraform address or CloudFormation logical id, where it comes from code.'),
    file: z.string().optional().describe('Relative to the root of the repository.'),
    line: z.int().min(1).optional(),
    references: z
      .array(z.string())
      .optional()
      .describe('Checks of other catalogues that this very cause breaks; absent: those of the finding.'),
  })
  .describe('What is responsible.');

const finding = z
  .object({
    key: z
      .string()
      .regex(/^[0-9a-f]{40}$/)
      .describe('Stable identity: the same from scan to scan, whatever is renamed.'),
    check: z.string().describe('Id of the check; `sallyport checks` lists them.'),
    identity: z.array(z.string()),
    severity,
    account: z.string().describe('Twelve digits; empty where code does not say.'),
    region: z.string(),
    resource: z.object({ kind: z.string(), id: z.string(), name: z.string().optional() }),
    title: z.string(),
    summary: z.string(),
    exposure: z
      .enum(['exposed', 'latent', 'none'])
      .describe(
        'exposed: a packet gets through. latent: a rule is open and nothing can use it. none: not about a path.',
      ),
    because: z.array(cause),
    exposed: z.array(
      z.object({
        interfaceId: z.string(),
        instanceId: z.string().optional(),
        name: z.string().optional(),
        publicIp: z.string().optional(),
        privateIp: z.string().optional(),
        subnetId: z.string().optional(),
      }),
    ),
    witness: z.looseObject({}).optional().describe('One packet that gets through, and its way there and back.'),
    also: z.array(z.string()).optional().describe('Checks whose findings about the same rules this one stands for.'),
    fix: z.object({ cli: z.array(z.string()), terraform: z.string().optional() }),
    references: z
      .record(z.string(), z.array(z.string()))
      .describe(
        'The same idea in other catalogues: cis, securityHub, awsConfig, checkov, trivy, kics, prowler, scoutSuite.',
      ),
  })
  .describe('One thing a check noticed.');

/** What `sallyport scan --format json` prints. Fields are added, never renamed, as long as `version` is 1. */
export const scanSchema = z.object({
  version: z.literal(1),
  findings: z.array(finding).describe('Worst first.'),
  counts: z.record(severity, z.int().min(0)),
  baselined: z.int().min(0).describe('Findings left out because the baseline has them.'),
  gaps: z
    .array(
      z.object({
        account: z.string(),
        region: z.string(),
        operation: z.string().describe('The AWS CLI command; `code`: code that was given beside the snapshot.'),
        kind: z.enum(['not-collected', 'denied', 'failed', 'truncated']),
        reason: z.string().optional(),
      }),
    )
    .describe('What could not be read; findings may be missing because of it.'),
});

/** The schema of the JSON as it is published in `schemas/scan.schema.json`. */
export function scanJsonSchema(): object {
  return { title: 'Sallyport: sallyport scan --format json', ...z.toJSONSchema(scanSchema) };
}

export function scanJson({
  findings,
  checks,
  gaps,
  baselined = 0,
}: {
  readonly findings: readonly Finding[];
  readonly checks: readonly CheckInfo[];
  readonly gaps: readonly Gap[];
  readonly baselined?: number;
}) {
  const references = new Map(checks.map((check) => [check.id, check.references]));
  const all = (found: Finding) => {
    const merged: Record<string, string[]> = {};
    for (const id of [found.check, ...(found.also ?? [])])
      for (const [catalogue, ids] of Object.entries(references.get(id) ?? {}))
        merged[catalogue] = [...new Set([...(merged[catalogue] ?? []), ...ids])];
    return merged;
  };
  return {
    version: 1,
    findings: findings.map((each) => ({ key: findingKey(each), ...each, references: all(each) })),
    counts: Object.fromEntries(
      SEVERITIES.map((level) => [level, findings.filter((each) => each.severity === level).length]),
    ),
    baselined,
    gaps,
  };
}
