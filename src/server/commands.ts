/** What a person asked for in a comment. `invalid` carries the sentence to answer with. */
export type Command =
  | { readonly kind: 'help' | 'recheck' | 'why' }
  /** `until` is a calendar date (YYYY-MM-DD); whether it is too far off is the waiver policy's question. */
  | { readonly kind: 'accept'; readonly until: string; readonly reason: string }
  | { readonly kind: 'reach'; readonly from: string; readonly to: string; readonly service?: RequestedService }
  | { readonly kind: 'approve'; readonly reason: string }
  | { readonly kind: 'invalid'; readonly message: string };

/** `tcp/443`, `icmp`, `50`: a protocol by name or IANA number, and for tcp and udp perhaps one port. */
export interface RequestedService {
  readonly protocol: string;
  readonly port?: number;
}

/** One line per command; also the answer to `/sallyport help`. */
export const COMMAND_USAGE = {
  help: '/sallyport help',
  recheck: '/sallyport recheck',
  why: '/sallyport why',
  accept: '/sallyport accept until YYYY-MM-DD REASON',
  reach: '/sallyport reach FROM TO [tcp/443]',
  approve: '/sallyport approve REASON',
} as const;

type Verb = keyof typeof COMMAND_USAGE;

/**
 * Reads the command of a comment: its first non-blank line, when that starts with `/sallyport`. A quoted line (`>`), a
 * fenced or an indented code block is not a command, so that talking about one does not run it.
 * @returns undefined when the comment holds no command
 */
export function parseCommand(comment: string): Command | undefined {
  const line = comment.split(/\r\n?|\n/).find((text) => text.trim() !== '');
  const match = /^ {0,3}\/sallyport(?:[ \t]+(.*))?$/i.exec(line ?? '');
  if (!match) return undefined;
  const [verb = 'help', ...words] = wordsOf(match[1] ?? '');
  return isVerb(verb.toLowerCase()) ? PARSERS[verb.toLowerCase() as Verb](words) : invalid(`I don't know '${verb}'.`);
}

const PARSERS: { readonly [verb in Verb]: (words: readonly string[]) => Command } = {
  help: () => ({ kind: 'help' }),
  recheck: () => ({ kind: 'recheck' }),
  why: () => ({ kind: 'why' }),
  accept: ([until, date, ...reason]) => {
    if (until?.toLowerCase() !== 'until' || !date) return invalid('A waiver needs an end.', 'accept');
    if (!isCalendarDate(date)) return invalid(`'${date}' is no date of the form YYYY-MM-DD.`, 'accept');
    if (reason.length === 0) return invalid('A waiver needs a reason.', 'accept');
    return { kind: 'accept', until: date, reason: reason.join(' ') };
  },
  reach: ([from, to, service, ...rest]) => {
    if (!from || !to) return invalid('A path needs two ends.', 'reach');
    if (rest.length > 0) return invalid(`I can't read '${rest.join(' ')}'.`, 'reach');
    if (service === undefined) return { kind: 'reach', from, to };
    const requested = parseService(service);
    return requested
      ? { kind: 'reach', from, to, service: requested }
      : invalid(`'${service}' is no service such as tcp/443, udp/53 or icmp.`, 'reach');
  },
  approve: (reason) =>
    reason.length === 0
      ? invalid('An approval needs a reason.', 'approve')
      : { kind: 'approve', reason: reason.join(' ') },
};

function isVerb(word: string): word is Verb {
  return Object.hasOwn(PARSERS, word);
}

function invalid(problem: string, verb?: Verb): Command {
  const usage = verb ? [COMMAND_USAGE[verb]] : Object.values(COMMAND_USAGE);
  return { kind: 'invalid', message: `${problem} Write ${usage.map((line) => `\`${line}\``).join(', ')}.` };
}

/** Words at spaces; double quotes hold a name with spaces together. */
function wordsOf(text: string): string[] {
  return [...text.matchAll(/"([^"]+)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
}

function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function parseService(text: string): RequestedService | undefined {
  const match = /^(tcp|udp)(?:\/(\d{1,5}))?$|^(icmp|icmpv6|\d{1,3})$/i.exec(text);
  if (!match) return undefined;
  const [, transport, port, other] = match;
  if (other !== undefined) return Number(other) > 255 ? undefined : { protocol: other.toLowerCase() };
  const protocol = transport!.toLowerCase();
  if (port === undefined) return { protocol };
  return Number(port) > 65_535 ? undefined : { protocol, port: Number(port) };
}
