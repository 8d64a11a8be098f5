import type { Cause } from '../reachability/index.ts';
import { clean, code, text } from './escape.ts';

/** `infra/web.tf:14`, where the cause is written in code. */
export function causePlace(cause: Cause): string | undefined {
  if (cause.file === undefined) return undefined;
  return cause.line === undefined ? cause.file : `${cause.file}:${cause.line}`;
}

/** A cause in Markdown: where it is written, or its id, then what it says. */
function causeMarkdown(cause: Cause): string {
  const place = causePlace(cause) ?? cause.ruleId ?? cause.resource ?? cause.address;
  return place === undefined ? text(cause.text) : `${code(place)} ${text(cause.text)}`;
}

/** A cause in a list of its own: what it says names its group or list already, so only rules and lines are put before. */
export function causeItem(cause: Cause): string {
  const place = causePlace(cause) ?? cause.ruleId;
  return place === undefined ? `- ${text(cause.text)}` : `- ${code(place)} ${text(cause.text)}`;
}

/** Several causes in one table cell. */
export function causesCell(causes: readonly Cause[], max = 3): string {
  const shown = causes.slice(0, max).map(causeMarkdown);
  return [...shown, ...(causes.length > max ? [`and ${causes.length - max} more`] : [])].join('<br>');
}

/** A cause for a terminal. */
export function causeText(cause: Cause): string {
  const ids = [causePlace(cause), cause.ruleId, cause.resource].filter((part) => part !== undefined);
  return clean(ids.length > 0 ? `${cause.text} [${ids.join(', ')}]` : cause.text, 400);
}
