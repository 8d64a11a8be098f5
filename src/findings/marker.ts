import { z } from 'zod';
import { type Gauge, SEVERITIES } from '../checks/index.ts';
import { KEY_VERSION } from './key.ts';
import type { TrackedFinding, Unread } from './model.ts';
import type { Seal } from './seal.ts';

/**
 * Hidden markers tie what the app wrote on GitHub to what it is about. A marker is one whole line and is matched
 * exactly: `prod` is never found inside `non-prod`. Only text the app itself wrote may be searched for one.
 */
export type MarkerKind = 'finding' | 'overview' | 'review';

const KEY = '[A-Za-z0-9._:/#@-]+';
const PAYLOAD = '[A-Za-z0-9+/]+={0,2}';
const SEAL = '[0-9a-f]{32}';

/**
 * One marker line.
 * @param payload state that must survive a lost database; base64, so that no text in it can end the comment
 * @param seal signs kind, key and payload together
 */
export function renderMarker(kind: MarkerKind, key: string, payload?: unknown, seal?: Seal): string {
  if (!new RegExp(`^${KEY}$`).test(key)) throw new RangeError(`'${key}' cannot be a marker's key`);
  const state = payload === undefined ? '' : ` ${Buffer.from(JSON.stringify(payload)).toString('base64')}`;
  const text = `${kind} ${key}${state}`;
  return `<!-- sallyport:${KEY_VERSION} ${text}${seal ? ` ${seal.of(text)}` : ''} -->`;
}

interface Marker {
  readonly key: string;
  readonly payload?: unknown;
  /** What was signed, and the signature. */
  readonly sealed?: readonly [text: string, seal: string];
}

const PATTERNS = {
  finding: pattern('finding'),
  overview: pattern('overview'),
  review: pattern('review'),
} as const satisfies Record<MarkerKind, RegExp>;

function pattern(kind: MarkerKind): RegExp {
  return new RegExp(`^<!-- sallyport:${KEY_VERSION} (${kind} (${KEY})(?: (${PAYLOAD}))?)(?: (${SEAL}))? -->\\r?$`, 'm');
}

/** The first marker of a kind in a text the app wrote, its payload decoded where there is one. */
export function parseMarker(kind: MarkerKind, text: string): Marker | undefined {
  const [, signed, key, payload, seal] = PATTERNS[kind].exec(text) ?? [];
  if (signed === undefined || key === undefined) return undefined;
  return {
    key,
    ...(payload !== undefined && { payload: decode(payload) }),
    ...(seal !== undefined && { sealed: [signed, seal] as const }),
  };
}

function decode(payload: string): unknown {
  try {
    return JSON.parse(Buffer.from(payload, 'base64').toString('utf8'));
  } catch {
    return undefined; // somebody edited it: the key still counts, the state is rebuilt
  }
}

/** Puts `marker` in place of the text's own marker of that kind, or on top when it has none. */
export function withMarker(kind: MarkerKind, text: string, marker: string): string {
  const pattern = new RegExp(`^<!-- sallyport:${KEY_VERSION} ${kind} .*-->\\r?$`, 'm');
  return pattern.test(text) ? text.replace(pattern, () => marker) : `${marker}\n${text}`;
}

const RESOLUTIONS = ['gone', 'check-disabled', 'account-unlinked', 'region-unlinked', 'routed-elsewhere'] as const;
const isoTime = z.iso.datetime();
/** What a marker remembers of the finding itself. */
const findingFacts = z.object({
  check: z.string(),
  account: z.string(),
  region: z.string(),
  identity: z.array(z.string()),
  severity: z.enum(SEVERITIES),
  exposure: z.enum(['exposed', 'latent', 'none']),
  resource: z.object({ kind: z.string(), id: z.string(), name: z.string().exactOptional() }),
  summary: z.string(),
  title: z.string(),
  restsOn: z.array(z.string()).exactOptional(),
});

/** What it remembers of the finding's course. */
const courseFacts = z.object({
  state: z.enum(['open', 'accepted', 'resolved', 'closed-by-hand']),
  firstSeen: isoTime,
  since: isoTime,
  regressions: z.int().min(0),
  handClosures: z.int().min(0),
  overdue: z.boolean().exactOptional(),
  closedBecause: z.enum(RESOLUTIONS).exactOptional(),
  issueTitle: z.string().exactOptional(),
  waiver: z.object({ by: z.string(), reason: z.string(), until: z.iso.date() }).exactOptional(),
});

/**
 * The marker of a finding's issue. It holds no time that moves with every scan, so that an unchanged body stays so, and
 * it is short whatever AWS calls things: the body must hold it beside everything else.
 */
export function findingMarker(tracked: TrackedFinding, seal: Seal): string {
  const { finding } = tracked;
  const state: z.infer<typeof findingFacts> & z.infer<typeof courseFacts> = {
    check: finding.check,
    account: finding.account,
    region: finding.region,
    identity: [...finding.identity],
    severity: finding.severity,
    exposure: finding.exposure,
    resource: finding.resource,
    summary: finding.summary.slice(0, 200),
    title: finding.title.slice(0, 300),
    ...(finding.restsOn?.length && { restsOn: [...finding.restsOn] }),
    state: tracked.state,
    firstSeen: tracked.firstSeen,
    since: tracked.since ?? tracked.firstSeen,
    regressions: tracked.regressions,
    handClosures: tracked.handClosures,
    ...(tracked.overdue && { overdue: true }),
    ...(tracked.closedBecause && { closedBecause: tracked.closedBecause }),
    ...(tracked.title !== undefined && { issueTitle: tracked.title }),
    ...(tracked.waiver && { waiver: tracked.waiver }),
  };
  return renderMarker('finding', tracked.key, state, seal);
}

/** The key of the finding an issue's body is about. */
export function findingKeyOf(body: string): string | undefined {
  const key = parseMarker('finding', body)?.key;
  return key !== undefined && /^[0-9a-f]{40}$/.test(key) ? key : undefined;
}

/**
 * What an issue's body remembers of its finding; nothing when somebody changed it. The key still counts then, and a scan
 * rebuilds the rest.
 */
export function memoryOf(body: string, issueNumber: number, seal: Seal): TrackedFinding | undefined {
  const marker = parseMarker('finding', body);
  if (!marker?.sealed || findingKeyOf(body) === undefined || !seal.isOn(...marker.sealed)) return undefined;
  const facts = findingFacts.safeParse(marker.payload);
  const course = courseFacts.safeParse(marker.payload);
  if (!facts.success || !course.success) return undefined;
  const { account, region } = facts.data;
  const { issueTitle, ...rest } = course.data;
  return {
    ...rest,
    key: marker.key,
    account,
    region,
    issueNumber,
    lastSeen: rest.firstSeen,
    finding: { ...facts.data, because: [], exposed: [], fix: { cli: [] } },
    ...(issueTitle !== undefined && { title: issueTitle }),
  };
}

/** Whether the app wrote, when it last edited this body, that it set the issue aside itself. Only a hint: not verified. */
export function saysClosedByApp(body: string): boolean {
  const marker = parseMarker('finding', body);
  const state = z.object({ state: z.string() }).safeParse(marker?.payload).data?.state;
  return marker ? state === 'resolved' || state === 'accepted' : parseMarker('overview', body) !== undefined;
}

const regionState = z.object({
  at: isoTime,
  incomplete: z.array(z.object({ operation: z.string(), reason: z.string(), beside: z.literal(true).exactOptional() })),
  gauges: z.array(
    z.object({
      name: z.string(),
      resource: z.string().exactOptional(),
      used: z.number(),
      limit: z.number(),
      assumed: z.literal(true).exactOptional(),
    }),
  ),
});
const overviewState = z.object({ regions: z.record(z.string(), regionState) });

/** The last scan of each Region of an account; the overview's memory, kept in its own marker. */
export type RegionScans = Readonly<
  Record<
    string,
    {
      readonly at: string;
      readonly incomplete: readonly Unread[];
      readonly gauges: readonly Omit<Gauge, 'account' | 'region'>[];
    }
  >
>;

/** Room an overview's body must leave for its marker. */
export const OVERVIEW_MARKER_BUDGET = 26_000;

/** The marker of an overview: of what could not be read, as much as fits, and at least one call of each Region. */
export function overviewMarker(account: string, regions: RegionScans): string {
  let marker = '';
  for (const calls of [50, 5, 1]) {
    marker = renderMarker('overview', account, { regions: abridged(regions, calls) });
    if (marker.length <= OVERVIEW_MARKER_BUDGET) break;
  }
  return marker;
}

function abridged(regions: RegionScans, calls: number): RegionScans {
  return Object.fromEntries(
    Object.entries(regions).map(([region, { at, incomplete, gauges }]) => {
      const kept = incomplete
        .slice(0, calls)
        .map((unread) => ({ ...unread, reason: unread.reason.slice(0, calls > 1 ? 100 : 50) }));
      return [region, { at, incomplete: kept, gauges }];
    }),
  );
}

export function parseOverviewMarker(
  body: string,
): { readonly account: string; readonly regions: RegionScans } | undefined {
  const marker = parseMarker('overview', body);
  if (!marker) return undefined;
  const parsed = overviewState.safeParse(marker.payload);
  return { account: marker.key, regions: parsed.success ? parsed.data.regions : {} };
}

/** The end of an overview row whose checkbox asks for that finding's issue. */
export function rowMarker(key: string): string {
  return `<!-- sallyport:${KEY_VERSION} row ${key} -->`;
}

/** Keys of the rows somebody ticked in an overview. */
export function tickedRows(body: string): readonly string[] {
  const pattern = new RegExp(`^- \\[[xX]\\] .*<!-- sallyport:${KEY_VERSION} row ([0-9a-f]{40}) -->\\r?$`, 'gm');
  return [...body.matchAll(pattern)].map((match) => match[1]!);
}
