import { type Config, parseConfig } from '../../src/config/index.ts';
import type { Network } from '../../src/network/index.ts';
import { compareCode, createComparer, reviewPullRequest } from '../../src/review/index.ts';
import { openStore } from '../../src/store/index.ts';
import { fakeContents } from '../../test/review/fake-contents.ts';
import { fakeGitHub } from '../../test/review/fake-github.ts';
import { estate } from './estate.ts';
import type { Measurement } from './measure.ts';

const RUNS = 5;

/**
 * From a push to the comment, GitHub's own time left out: the code of one root read and evaluated, laid over the estate in
 * another thread, compared, judged and rendered, in CPU time of all threads, the embedded database's included. The estate is
 * there as a network; reading its snapshot is not counted.
 */
export async function measureReview(size: number): Promise<Measurement[]> {
  const network = estate(size);
  const store = await openStore({});
  const comparer = createComparer(0);
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) times.push(await timeOfReview(network, store, comparer, run));
  await comparer.close();
  await store.close();
  const [, , median = Number.NaN] = times.sort((a, b) => a - b);
  return [{ name: 'push to comment, one root', size, median, unit: 'ms' }];
}

async function timeOfReview(
  network: Network,
  store: Awaited<ReturnType<typeof openStore>>,
  comparer: ReturnType<typeof createComparer>,
  run: number,
): Promise<number> {
  const group = network.interfaces.find(({ publicIpv4 }) => publicIpv4.length > 0)?.securityGroupIds[0];
  const code = (cidr: string) => ({
    'main.tf': `
variable "cidr" {}
resource "aws_vpc_security_group_ingress_rule" "one" {
  security_group_id = "${group}"
  ip_protocol       = "tcp"
  from_port         = ${9000 + run}
  to_port           = ${9000 + run}
  cidr_ipv4         = var.cidr
}
`,
    'prod.auto.tfvars': `cidr = "${cidr}"\n`,
  });
  const github = fakeGitHub({ changed: ['prod.auto.tfvars'] });
  const start = process.cpuUsage();
  const outcome = await reviewPullRequest({
    store,
    github: github.port,
    contents: fakeContents({ base: code('198.51.100.0/24'), head: code('203.0.113.0/24') }).contents,
    repository: 'acme/infra',
    number: 7 + run,
    config: config(),
    visibility: 'private',
    live: async () => undefined,
    compare: (change) => compareCode(change, (job) => comparer.compare({ ...job, live: network })),
    clock: () => new Date(0),
  });
  const { user, system } = process.cpuUsage(start);
  if (outcome !== 'failure' || !github.comment()?.includes('opened to the internet'))
    throw new Error(`the measured review ended as ${outcome}`);
  return (user + system) / 1_000;
}

function config(): Config {
  const parsed = parseConfig(
    `accounts: [{ id: "123456789012", name: prod, regions: [us-east-1] }]
code: [{ repo: acme/infra, path: ., account: prod, region: us-east-1 }]`,
    'sallyport.yml',
  );
  if (!parsed.ok) throw new Error('the configuration of the measurement is valid');
  return parsed.config;
}
