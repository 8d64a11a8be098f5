import { expect, it } from 'vitest';
import { PlanFormatError, readPlan, terraformNetwork } from '../../../src/terraform/index.ts';

const creation = (after: string): string =>
  `{"format_version":"1.2","resource_changes":[{"address":"aws_vpc.a","type":"aws_vpc","name":"a","change":{"actions":["create"],"before":null,"after":{"tags":${after}},"after_unknown":{}}}]}`;

const modules = (depth: number): string =>
  `{"format_version":"1.2","resource_changes":[],"prior_state":{"values":{"root_module":${'{"child_modules":['.repeat(depth)}{}${']}'.repeat(depth)}}}}`;

it.each<[string, string]>([
  ['values', creation(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)],
  ['modules', modules(50_000)],
])('%s nested beyond reason are refused', (_, text) => {
  expect(() => readPlan(text)).toThrow(PlanFormatError);
});

it('references that fan out or go round in circles are followed only so far', () => {
  const outputs = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [
      `o${i}`,
      { expression: { references: Array.from({ length: 5 }, (__, k) => `module.m.o${(i + k + 1) % 30}`) } },
    ]),
  );
  const loop: Record<string, unknown> = { outputs };
  loop['module_calls'] = { m: { module: loop } };
  const plan = {
    format_version: '1.2',
    resource_changes: [
      {
        address: 'aws_security_group_rule.a',
        type: 'aws_security_group_rule',
        name: 'a',
        change: { actions: ['create'], before: null, after: {}, after_unknown: { security_group_id: true } },
      },
    ],
    configuration: {
      root_module: {
        resources: [
          {
            address: 'aws_security_group_rule.a',
            type: 'aws_security_group_rule',
            name: 'a',
            expressions: { security_group_id: { references: ['module.m.o0'] } },
          },
        ],
        module_calls: { m: { module: loop } },
      },
    },
  };
  const { problems } = terraformNetwork(readPlan(plan).after, { account: '', region: '' });
  expect(problems.map((problem) => problem.message).join()).toContain('is unknown');
});
