import type { Expression } from '../hcl/index.ts';
import { evaluate } from './expression.ts';
import { quoteKey } from './instances.ts';
import type { Scope } from './scope.ts';

/** The address a `moved` or `import` block names: `module.a["x"].aws_vpc.main[0]`; undefined when it cannot be known. */
export function addressOf(expression: Expression, scope: Scope): string | undefined {
  switch (expression.kind) {
    case 'variable':
      return expression.name;
    case 'attribute': {
      const object = addressOf(expression.object, scope);
      return object === undefined ? undefined : `${object}.${expression.name}`;
    }
    case 'index': {
      const object = addressOf(expression.object, scope);
      const key = evaluate(expression.key, scope);
      if (object === undefined || (key.kind !== 'number' && key.kind !== 'string')) return undefined;
      return `${object}[${key.kind === 'number' ? key.value : quoteKey(key.value)}]`;
    }
    default:
      return undefined;
  }
}

/** A `moved` block with full addresses. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

const MAX_MOVES = 50;

/** The address a resource instance had before all `moved` blocks that apply to it. */
export function previousAddress(address: string, moves: readonly Move[]): string | undefined {
  let current = address;
  for (let steps = 0; steps < MAX_MOVES; steps++) {
    const move = moveTo(current, moves);
    if (!move) break;
    current = move.from + current.slice(move.to.length);
    if (current === address) return undefined;
  }
  return current === address ? undefined : current;
}

/** The most specific move to an address: a resource's before its module's. */
function moveTo(address: string, moves: readonly Move[]): Move | undefined {
  return moves
    .filter(({ to }) => address === to || address.startsWith(`${to}.`) || address.startsWith(`${to}[`))
    .reduce<Move | undefined>((best, move) => (best && best.to.length >= move.to.length ? best : move), undefined);
}
