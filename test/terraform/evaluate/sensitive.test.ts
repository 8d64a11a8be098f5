import { expect, it } from 'vitest';
import { oracleFiles } from '../../../scripts/oracle/files.ts';
import { evaluateProject, plain, resource } from './project.ts';

it('names the attributes that hold a sensitive value, however it came there', () => {
  const evaluation = evaluateProject({
    'main.tf': `variable "cidr" {
  default   = "192.0.2.0/24"
  sensitive = true
}
locals { rules = [{ from = var.cidr }] }
module "m" {
  source = "./m"
  in     = local.rules[0].from
}
resource "aws_security_group" "a" {
  name        = "a"
  description = "from \${upper(var.cidr)}"
  ingress {
    cidr_blocks = [local.rules[0].from]
  }
  tags   = { Name = nonsensitive(var.cidr) }
  vpc_id = sensitive("vpc-1")
  other  = module.m.out
  fixed  = module.m.fixed
}
`,
    'm/main.tf': 'variable "in" {}\noutput "out" { value = var.in }\noutput "fixed" { value = 1 }\n',
  });
  const { sensitive, values } = resource(evaluation, 'aws_security_group.a');
  expect(sensitive).toEqual(new Set(['description', 'ingress', 'vpc_id', 'other']));
  expect(plain(values.get('ingress')!)).toEqual([{ cidr_blocks: ['192.0.2.0/24'] }]);
});

it('what is decrypted is sensitive', () => {
  const files = {
    ...oracleFiles,
    'main.tf': `resource "aws_security_group" "a" {
  name = rsadecrypt(file("keys/secret.txt"), file("keys/pkcs1.pem"))
}
`,
  };
  const { sensitive, values } = resource(evaluateProject(files), 'aws_security_group.a');
  expect(plain(values.get('name')!)).toBe('größe');
  expect(sensitive).toEqual(new Set(['name']));
});
