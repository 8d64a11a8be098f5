import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readSource } from '../../src/cli/source.ts';

const OPTIONS = { account: '111122223333', region: 'eu-west-1', varFiles: [] };
const GROUP = { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'web' } };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string | object>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

async function groups(path: string): Promise<readonly string[]> {
  const source = await readSource(join(folder, path), OPTIONS);
  return source.kind === 'plan' ? [] : source.network.securityGroups.map((group) => group.id);
}

it('reads a synthesized CDK app', async () => {
  const properties = { templateFile: 'Web.template.json', stackName: 'web' };
  const artifacts = {
    Web: { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties },
  };
  write({
    'cdk.out/cdk.out': '{"version":"38.0.0"}',
    'cdk.out/manifest.json': { artifacts },
    'cdk.out/Web.template.json': { Resources: { Web: GROUP } },
  });
  expect(await groups('cdk.out')).toEqual(['Web']);
});

it('reads templates that nest others beside them', async () => {
  const nested = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: './inner.json' } };
  write({
    'stacks/outer.json': { Resources: { Inner: nested } },
    'stacks/inner.json': { Resources: { Web: GROUP } },
  });
  expect(await groups('stacks/outer.json')).toEqual(['Inner/Web']);
});

it('reads a Terragrunt unit', async () => {
  write({
    '.git/HEAD': 'ref: refs/heads/main\n',
    'live/app/terragrunt.hcl': 'terraform {\n  source = "../../modules/app"\n}\ninputs = { name = "app" }',
    'modules/app/main.tf': 'variable "name" {}\nresource "aws_security_group" "this" {\n  name = var.name\n}',
  });
  expect(await groups('live/app')).toEqual(['aws_security_group.this']);
});
