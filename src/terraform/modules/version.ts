/**
 * Whether a version constraint as Terraform writes it (`~> 5.0`, `>= 4.9, < 6`, `5.3.1`) lets any version of a major release
 * through. Without a constraint, and with one that cannot be read, the newest is meant.
 */
export function allowsMajor(constraint: string | undefined, major: number): boolean {
  if (constraint === undefined || constraint.trim() === '') return true;
  return constraint.split(',').every((part) => {
    const found = /^\s*(=|!=|>=|<=|>|<|~>)?\s*v?(\d+)((?:\.\d+)*)/.exec(part);
    if (!found) return true;
    const [, operator = '=', first, rest = ''] = found;
    const named = Number(first);
    switch (operator) {
      case '=':
        return named === major;
      case '~>':
        // `~> 5` lets 6 through, `~> 5.1` does not.
        return rest === '' ? major >= named : major === named;
      case '>=':
      case '>':
        return major >= named;
      case '<':
        return /[1-9]/.test(rest) ? major <= named : major < named;
      case '<=':
        return major <= named;
      default:
        return true;
    }
  });
}
