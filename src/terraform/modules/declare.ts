/** A variable block in Terraform's language. `fallback` is an expression; `null` makes the variable optional all the same. */
export function variable(name: string, fallback: string, type = 'any'): string {
  return `variable "${name}" {\ntype = ${type}\ndefault = ${fallback}\n}`;
}

export function output(name: string, value: string): string {
  return `output "${name}" {\nvalue = ${value}\n}`;
}
