/** Measures the reading of code: `node scripts/bench/code.ts parse|plan`. Times are CPU time of this process. */

import { parseFile } from '../../src/terraform/hcl/index.ts';
import { readPlan, terraformNetwork } from '../../src/terraform/index.ts';

export interface CodeFigures {
  readonly milliseconds: number;
  readonly peakMegabytes: number;
  /** Characters read. */
  readonly size: number;
}

const PLACE = { account: '123456789012', region: 'eu-west-1' };
const MODULES = 548;
const PLANNED = 6_800;

const work: Readonly<Record<string, () => { readonly size: number; readonly run: () => unknown }>> = {
  /** A public module's worth of files: 2 MB in 548 of them. */
  parse() {
    const texts = Array.from({ length: MODULES }, (_, i) => moduleText(i));
    return { size: length(texts), run: () => texts.map((text, i) => parseFile(`m${i}/main.tf`, text)) };
  },
  /** A plan that makes 6,800 groups with five rules and an instance each, from bytes to the network. */
  plan() {
    const bytes = Buffer.from(JSON.stringify(planOf(PLANNED)));
    const run = () => {
      const { before, after } = readPlan(bytes);
      return [terraformNetwork(before, PLACE), terraformNetwork(after, PLACE)];
    };
    return { size: bytes.length, run };
  },
};

const prepared = work[process.argv[2] ?? '']?.();
if (prepared) {
  const started = process.cpuUsage();
  prepared.run();
  const { user, system } = process.cpuUsage(started);
  const figures: CodeFigures = {
    milliseconds: (user + system) / 1_000,
    peakMegabytes: process.resourceUsage().maxRSS / 1_024,
    size: prepared.size,
  };
  process.stdout.write(JSON.stringify(figures));
}

function length(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}

function moduleText(seed: number): string {
  const variable = (i: number) =>
    `variable "cidrs_${i}" {\n  description = "Who may reach port ${i} of ${seed}"\n  type        = list(string)\n  default     = ["10.${i}.0.0/16"]\n}\n`;
  const group = (i: number) => `
resource "aws_security_group" "g${i}" {
  count  = var.create ? length(var.cidrs_${i}) : 0
  name   = format("%s-%d", local.name, count.index + ${i})
  vpc_id = try(module.vpc[0].vpc_id, var.vpc_id)
  dynamic "ingress" {
    for_each = { for at, cidr in var.cidrs_${i} : at => cidr if cidr != "" }
    content {
      from_port   = ${seed} + ingress.key
      to_port     = ${seed} + ingress.key
      protocol    = "tcp"
      cidr_blocks = [ingress.value]
    }
  }
  tags = merge({ "Name" = "\${local.name}-${i}" }, var.tags)
}
`;
  return Array.from({ length: 6 }, (_, i) => variable(i) + group(i)).join('');
}

function planOf(groups: number): object {
  const changes: object[] = [];
  const resources: object[] = [];
  const add = (type: string, name: string, after: object, unknown: readonly string[], references: object) => {
    const address = `${type}.${name}`;
    const flags = Object.fromEntries(unknown.map((attribute) => [attribute, true]));
    const change = { actions: ['create'], before: null, after, after_unknown: flags, after_sensitive: {} };
    changes.push({ address, mode: 'managed', type, name, change });
    resources.push({ address, mode: 'managed', type, name, expressions: references });
  };
  const to = (address: string) => ({ references: [`${address}.id`, address] });
  add('aws_vpc', 'v', { cidr_block: '10.0.0.0/8', assign_generated_ipv6_cidr_block: true }, ['id'], {});
  add('aws_subnet', 's', { cidr_block: '10.0.0.0/12' }, ['id', 'vpc_id'], { vpc_id: to('aws_vpc.v') });
  for (let i = 0; i < groups; i++) {
    const own = to(`aws_security_group.g${i}`);
    add('aws_security_group', `g${i}`, { name: `g${i}`, tags: { Name: `g${i}` } }, ['id', 'vpc_id'], {
      vpc_id: to('aws_vpc.v'),
    });
    for (let port = 0; port < 5; port++)
      add(
        'aws_vpc_security_group_ingress_rule',
        `r${i}_${port}`,
        { ip_protocol: 'tcp', from_port: port, to_port: port, description: `port ${port} of group ${i}` },
        ['id', 'arn', 'security_group_id', 'referenced_security_group_id', 'security_group_rule_id'],
        { security_group_id: own, referenced_security_group_id: to(`aws_security_group.g${(i + 1) % groups}`) },
      );
    add('aws_instance', `i${i}`, { ami: 'ami-1' }, ['id', 'subnet_id', 'vpc_security_group_ids'], {
      subnet_id: to('aws_subnet.s'),
      vpc_security_group_ids: own,
    });
  }
  return {
    format_version: '1.2',
    resource_changes: changes,
    planned_values: { root_module: { resources: changes } },
    configuration: { root_module: { resources } },
  };
}
