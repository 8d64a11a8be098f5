import { CHECKS } from '../../src/checks/index.ts';

/** The registry of checks as a table. */
export function checksTable(): string {
  const rows = CHECKS.map(({ id, severity, title, parameters }) => {
    const cells = Object.entries(parameters).map(([name, value]) => `\`${name}: ${valueText(value)}\``);
    return `| \`${id}\` | ${title} | ${severity} | ${cells.join(', ')} |`;
  });
  return ['| check | what it finds | severity | parameters and their defaults |', '|---|---|---|---|', ...rows].join(
    '\n',
  );
}

function valueText(value: (typeof CHECKS)[number]['parameters'][string]): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
}
