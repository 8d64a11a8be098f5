import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { z } from 'zod';
import type { Config } from '../config/index.ts';
import { SallyportError } from '../network/index.ts';
import {
  type Compiled,
  compile,
  type ListingQuery,
  listing,
  type Query,
  type Reach,
  reach,
} from '../reachability/index.ts';
import { renderListing, renderReach } from '../report/index.ts';
import { readSnapshot, toNetwork } from '../snapshot/index.ts';
import { readConfigFile, wholeNumber } from './options.ts';

/** A query or a file of queries that cannot be asked. */
export class QueriesError extends SallyportError {}

interface ReachOptions {
  readonly from?: string;
  readonly to?: string;
  readonly protocol?: string;
  readonly port?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  readonly sourcePort?: number;
  readonly queries?: string;
  readonly json?: boolean;
  readonly config?: string;
}

/** `sallyport reach`: one query, who reaches one end or what it reaches, or a file of queries over one compiled snapshot. */
export function reachCommand(): Command {
  return new Command('reach')
    .description('tell which packets can start a new flow from one endpoint to another, and which rule lets them')
    .argument('<snapshot>', 'snapshot folder: <account-id>/<region>/<operation>.json')
    .option(
      '--from <endpoint>',
      "source: 'internet', an id, a name, an address or a CIDR; without it, whoever reaches --to is listed",
    )
    .option('--to <endpoint>', 'destination, as --from; without it, whatever --from reaches is listed')
    .option('--protocol <protocol>', 'name or IANA number; default: any')
    .option('--port <port>', 'destination port', wholeNumber(0, 65_535))
    .option('--icmp-type <type>', 'ICMP type', wholeNumber(-1, 255))
    .option('--icmp-code <code>', 'ICMP code', wholeNumber(-1, 255))
    .option('--source-port <port>', "the client's port; default: any ephemeral port", wholeNumber(0, 65_535))
    .option('--queries <file>', 'answer every query of a JSON file: {"queries":[{"id","from","to",…}]}')
    .option('--config <file>', 'sallyport.yml, for the names of address ranges in a list')
    .option('--json', 'print JSON')
    .action(async (path: string, { queries, json, config, ...options }: ReachOptions) => {
      const asked = queries === undefined ? undefined : readQueries(queries);
      const net = compile(toNetwork(await readSnapshot(path)));
      if (asked)
        process.stdout.write(`${JSON.stringify({ results: asked.map((query) => answer(net, query)) }, null, 1)}\n`);
      else
        process.stdout.write(
          single(net, options, json === true, config === undefined ? {} : readConfigFile(config).named),
        );
    });
}

function single(
  net: Compiled,
  { from, to, ...rest }: Omit<ReachOptions, 'queries' | 'json' | 'config'>,
  json: boolean,
  named: Config['named'],
): string {
  if (from === undefined && to === undefined)
    throw new QueriesError('Name --from, --to, or both, or give --queries FILE.');
  if (from === undefined || to === undefined) {
    const query: ListingQuery = to === undefined ? { from: from ?? '', ...rest } : { to, ...rest };
    return renderListing(listing(net, query, { named }), json ? 'json' : 'text');
  }
  const result = reach(net, { from, to, ...rest });
  return json ? `${JSON.stringify(result, null, 1)}\n` : `${renderReach(result)}\n`;
}

const queryFile = z.object({
  queries: z.array(
    z.object({
      id: z.string().optional(),
      from: z.string(),
      to: z.string(),
      protocol: z.union([z.string(), z.number()]).nullish(),
      port: z.number().nullish(),
      icmpType: z.number().nullish(),
      icmpCode: z.number().nullish(),
      sourcePort: z.number().nullish(),
    }),
  ),
});

type FileQuery = Query & { readonly id: string };

function readQueries(path: string): readonly FileQuery[] {
  let parsed: z.infer<typeof queryFile>;
  try {
    parsed = queryFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const why =
      error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : String(error);
    throw new QueriesError(`${path} is no file of queries: ${why}`, { cause: error });
  }
  return parsed.queries.map(({ id, from, to, ...rest }, index) => {
    const stated = Object.fromEntries(
      Object.entries(rest).filter(([, value]) => value !== null && value !== undefined),
    );
    return { id: id ?? String(index + 1), from, to, ...stated };
  });
}

/** A query that cannot be asked is answered `unknown`, with what is wrong with it; the others are answered all the same. */
function answer(net: Compiled, { id, ...query }: FileQuery): { readonly id: string } & Reach {
  try {
    return { id, ...reach(net, query) };
  } catch (error) {
    if (!(error instanceof SallyportError)) throw error;
    const unknown = 'unknown' as const;
    return {
      id,
      verdict: unknown,
      forward: unknown,
      return: unknown,
      services: [],
      because: [],
      unknowns: [error.message],
      assumptions: [],
      notes: [],
    };
  }
}
