/** What would decide it, by what stood in the way; the first that matches. */
const DECIDERS: readonly (readonly [obstacle: RegExp, decider: string])[] = [
  [/is not linked/, 'linking that account'],
  [
    /not in the snapshot|neither in this code nor|only rules of it|not collected|more routes than were read|has no answer for/,
    'a complete scan of the account',
  ],
  [/not in the repository|module comes from/, 'the plan, left as workflow artifact sallyport-plan'],
  [/\bvar\.[\w-]+|variable|\bparameter\b/, 'a value in varFiles, or the plan'],
  [
    /known only after apply|at plan time|is known when|\bdata\.|exists is unknown|nothing in the account fits/,
    'the plan, or the next scan',
  ],
];

/**
 * An undecided matter with what would decide it.
 * @param fork of a fork no plan is read, so none can decide
 */
export function undecided(reason: string, { fork = false }: { readonly fork?: boolean } = {}): string {
  const decider = DECIDERS.find(([obstacle]) => obstacle.test(reason))?.[1];
  if (decider === undefined) return reason;
  return `${reason} (decided by: ${fork ? decider.replace(/\bthe plan\b/, 'the plan, from a branch of this repository') : decider})`;
}
