import { SallyportError } from '../network/index.ts';

/** A pattern of the configuration that is no regular expression. */
class PatternError extends SallyportError {}

/** Reads a parameter as a regular expression, without regard to case. @throws PatternError naming check and parameter */
export function patternOf(check: string, parameter: string, text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch {
    throw new PatternError(`parameter '${parameter}' of the check '${check}' is no regular expression: ${text}`);
  }
}
