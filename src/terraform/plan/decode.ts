import { PlanFormatError } from './error.ts';

const HOW = 'make one with `terraform plan -out=plan.tfplan` and `terraform show -json plan.tfplan > plan.json`';

/**
 * The JSON of a plan file: UTF-8 or UTF-16 (PowerShell's `>`), with or without a byte order mark.
 * @throws PlanFormatError when it is not JSON, saying what it looks like instead
 */
export function decodePlan(input: string | Uint8Array): unknown {
  const text = typeof input === 'string' ? tidy(input) : decodeBytes(input);
  if (isNestedBeyond(text, MAX_DEPTH))
    throw new PlanFormatError(`this is nested more than ${MAX_DEPTH} levels deep, which no plan is`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PlanFormatError(notJson(text), { cause: error });
  }
}

const MAX_DEPTH = 1000;

/** Without reading it: what is nested by the million is small as a text, and not in memory. */
function isNestedBeyond(text: string, limit: number): boolean {
  for (let at = 0, depth = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > limit) return true;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}

function decodeBytes(bytes: Uint8Array): string {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (b === 0 && a !== undefined && a !== 0) return new TextDecoder('utf-16le').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}

/** Text that was UTF-16 but was read as UTF-8 has a NUL in every other place. */
function tidy(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', '').replace(/^\ufffd+/, '') : text).replace(/^\ufeff/, '');
}

function notJson(text: string): string {
  if (text.startsWith('PK')) return 'this is a binary plan file: run `terraform show -json` on it and give the output';
  if (/^\s*\{"@level"/.test(text)) return `this is the log of \`terraform plan -json\`, not a plan: ${HOW}`;
  if (/Terraform (used|will perform)|OpenTofu (used|will perform)/.test(text))
    return `this is a plan printed for people: ${HOW}`;
  return `this is not a plan in JSON: ${HOW}`;
}

/** @throws PlanFormatError when the parsed JSON is no plan or of a format this does not know */
export function checkFormat(parsed: unknown): asserts parsed is Readonly<Record<string, unknown>> {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new PlanFormatError(`this JSON is no plan: ${HOW}`);
  const plan = parsed as Record<string, unknown>;
  const version = plan['format_version'];
  if (typeof version !== 'string')
    throw new PlanFormatError(
      'terraform_version' in plan && 'lineage' in plan
        ? `this is a state file, not a plan: ${HOW}`
        : `this JSON has no \`format_version\`, so it is no plan: ${HOW}`,
    );
  if (!/^[01]\./.test(version))
    throw new PlanFormatError(
      `plan format ${version} is newer than the formats known here (0.1 to 1.x): update Sallyport`,
    );
  if (!('resource_changes' in plan) && !('planned_values' in plan))
    throw new PlanFormatError(`this is \`terraform show -json\` of a state, not of a plan: ${HOW}`);
}
