import { isCidr, parseAddress } from '../../network/index.ts';
import type { Draft, Statement } from './draft.ts';

/** CIDRs as written; what is none is named as a problem and left out. */
export function validCidrs(texts: readonly (string | undefined)[], statement: Statement, draft: Draft): string[] {
  return texts.flatMap((text) => {
    if (text === undefined || text === '') return [];
    if (text.includes('/') && isCidr(text)) return [text];
    draft.problem(statement.address, `'${text}' is no CIDR`, statement.instance.location);
    return [];
  });
}

/** Addresses as written; what is none is named as a problem and left out. */
export function validAddresses(texts: readonly (string | undefined)[], statement: Statement, draft: Draft): string[] {
  return texts.flatMap((text) => {
    if (text === undefined || text === '') return [];
    try {
      parseAddress(text);
      return [text];
    } catch {
      draft.problem(statement.address, `'${text}' is no address`, statement.instance.location);
      return [];
    }
  });
}
