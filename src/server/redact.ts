const REDACTED = '[redacted]';

/** Members whose name says that the value is a credential; their values are of no use in a log whatever they are. */
const BY_NAME = /token|secret|passw(?:or)?d|private_?-?key|authorization|cookie|credential|signature|access_?key/i;

/** Credentials by their form. https://github.blog/engineering/behind-githubs-new-authentication-token-formats/ and IAM's key ids. */
const BY_FORM = [
  /\b(?:gh[a-z]_|github_pat_)\w{10,}/g,
  /\bv1\.[0-9a-f]{40}\b/g,
  // A JSON web token: the app's own proof of who it is.
  /\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g,
  /(?<=:\/\/[^\s:/@]{0,64}:)[^\s@/]+(?=@)/g,
  /\bsha(?:1|256)=[0-9a-f]{40,64}\b/g,
];

/** Shorter values would take words out of every other line. */
const SHORTEST = 6;

/**
 * Takes secrets out of a line of JSON and leaves it JSON: the values given, as they are or in base64, members whose name
 * says so at any depth, and credentials by their form, also in JSON that is quoted as text.
 */
export function redactor(values: readonly string[]): (line: string) => string {
  const known = values
    .filter((value) => value.length >= SHORTEST)
    .flatMap((value) => [value, Buffer.from(value).toString('base64')]);
  const fromText = (text: string): string => {
    const quoted = /^\s*[[{]/.test(text) ? parse(text) : undefined;
    if (quoted !== undefined) return JSON.stringify(fromValue(quoted));
    const unknown = known.reduce((rest, value) => rest.replaceAll(value, REDACTED), text);
    return BY_FORM.reduce((rest, form) => rest.replace(form, REDACTED), unknown);
  };
  const fromValue = (value: unknown): unknown => {
    if (typeof value === 'string') return fromText(value);
    if (Array.isArray(value)) return value.map(fromValue);
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([name, member]) => [
      fromText(name),
      BY_NAME.test(name) ? REDACTED : fromValue(member),
    ]);
    return Object.fromEntries(members);
  };
  return (line) => `${fromText(line.trimEnd())}\n`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
