import type { ScanCompleteness, Unread } from '../findings/index.ts';
import { isOperation, type RegionSnapshot } from '../snapshot/index.ts';

/** What of a snapshot proves something by its silence. */
export function completenessOf({ account, region, operations }: RegionSnapshot): ScanCompleteness {
  const complete: string[] = [];
  const incomplete: Unread[] = [];
  for (const [operation, recorded] of operations)
    if (recorded.status === 'complete') complete.push(operation);
    else incomplete.push({ operation, reason: recorded.reason, ...(!isOperation(operation) && { beside: true }) });
  return { account, region, complete, incomplete };
}

/** A scan that read nothing at all: it proves nothing, and the overview says why. */
export function nothingRead(account: string, region: string, reason: string): ScanCompleteness {
  return { account, region, complete: [], incomplete: [{ operation: 'sts-assume-role', reason }] };
}
