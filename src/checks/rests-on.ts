import type { Check, Parameters } from './check.ts';
import type { CheckContext } from './context.ts';
import type { Finding } from './finding.ts';

const QUOTAS = 'service-quotas-list-service-quotas';
const THRESHOLDS = ['near', 'at'];

/**
 * A finding with what beside the network it was found by, so that nobody takes it for gone where that is not read any more,
 * and with a word on AWS's default where a quota stands for the account's own.
 * @param configured the check's parameters that the configuration sets
 */
export function restingOn(
  finding: Finding,
  { alsoReads = [] }: Check,
  context: CheckContext,
  configured: Parameters = {},
): Finding {
  if (alsoReads.length === 0 || finding.restsOn?.length === 0) return finding;
  const read = alsoReads.filter((operation) => context.hasRead(finding.account, finding.region, operation));
  if (read.length > 0) return { ...finding, restsOn: read };
  const isAssumed = alsoReads.includes(QUOTAS) && Object.keys(configured).every((name) => THRESHOLDS.includes(name));
  return isAssumed
    ? { ...finding, summary: `${finding.summary} The limit is AWS's default: the account's own was not read.` }
    : finding;
}
