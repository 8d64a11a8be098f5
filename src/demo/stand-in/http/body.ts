import type { z } from 'zod';
import type { Ctx } from './env.ts';
import { ApiError, type FieldError, invalid } from './error.ts';

/** Longest issue or comment body GitHub takes, in characters. */
export const MAX_BODY = 65_536;

/**
 * Reads a JSON body. What does not fit the schema is answered as GitHub does: 400 for broken JSON, 422 with one error a
 * field otherwise.
 */
export async function readBody<T extends z.ZodType>(c: Ctx, resource: string, schema: T): Promise<z.output<T>> {
  const text = await c.req.text();
  let json: unknown;
  try {
    json = text === '' ? {} : JSON.parse(text);
  } catch {
    throw new ApiError(400, 'Problems parsing JSON');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw invalid(...parsed.error.issues.map((issue) => fieldError(resource, issue, json)));
}

function fieldError(resource: string, issue: z.core.$ZodIssue, json: unknown): FieldError {
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null)?.[key], json);
  const field = issue.path.join('.');
  return value === undefined
    ? { resource, code: 'missing_field', field }
    : { resource, code: 'invalid', field, message: issue.message };
}

/** GitHub counts characters, not UTF-16 units. */
export function isTooLong(body: string): boolean {
  return body.length > MAX_BODY && [...body].length > MAX_BODY;
}

/** A comment's body: present, not blank, not too long. */
export function commentBody(resource: string, body: string): string {
  if (body.trim() === '') throw invalid({ resource, code: 'missing_field', field: 'body' });
  if (isTooLong(body))
    throw invalid({
      resource,
      code: 'unprocessable',
      field: 'data',
      message: `Body is too long (maximum is ${MAX_BODY} characters)`,
    });
  return body;
}
