import type { PeerCase } from './broken.ts';

/** An instance of these lines beside what every one has. */
function instance(name: string, ...lines: readonly string[]): string {
  return `resource "aws_instance" "${name}" {
  ami           = "ami-12345678"
  instance_type = "t3.micro"
${lines.map((line) => `  ${line}\n`).join('')}}
`;
}

function template(name: string, ...lines: readonly string[]): string {
  return `resource "aws_launch_template" "${name}" {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
}

function configuration(name: string, ...lines: readonly string[]): string {
  return `resource "aws_launch_configuration" "${name}" {
  image_id      = "ami-12345678"
  instance_type = "t3.micro"
${lines.map((line) => `  ${line}\n`).join('')}}
`;
}

const REQUIRED = 'metadata_options {\n    http_tokens = "required"\n  }';
const OPTIONAL = 'metadata_options {\n    http_tokens = "optional"\n  }';
const EMPTY = 'metadata_options {\n    http_put_response_hop_limit = 1\n  }';
const DISABLED = 'metadata_options {\n    http_endpoint = "disabled"\n  }';

const VPC = `
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
`;

export const INSTANCES: readonly PeerCase[] = [
  [
    'CKV_AWS_79 EC2.8 ec2-imdsv2-check ec2_instance_imdsv2_enabled',
    'metadata without tokens',
    [
      instance('pass', REQUIRED),
      instance('pass_disabled', DISABLED),
      instance('fail'),
      instance('fail_optional', OPTIONAL),
      instance('fail_silent', EMPTY),
      template('pass', REQUIRED),
      template('pass_disabled', DISABLED),
      template('fail'),
      template('fail_optional', OPTIONAL),
      configuration('pass', REQUIRED),
      configuration('fail', OPTIONAL),
      configuration('fail_silent'),
    ].join(''),
  ],
  ['AWS-0028', 'metadata of instances', [instance('fail', OPTIONAL), instance('pass', REQUIRED)].join('')],
  [
    'AWS-0130',
    'metadata of templates',
    [template('fail', OPTIONAL), template('pass', REQUIRED), configuration('fail'), instance('pass')].join(''),
  ],
  [
    'CKV_AWS_79',
    'metadata by the template an instance is made of',
    [
      template('pass', 'name = "hardened"', REQUIRED),
      template('fail', OPTIONAL),
      instance('pass', 'launch_template {\n    id = aws_launch_template.pass.id\n  }'),
      instance('pass_by_name', 'launch_template {\n    name = "hardened"\n  }'),
      instance('fail', 'launch_template {\n    id = aws_launch_template.fail.id\n  }'),
      instance('fail_overridden', 'launch_template {\n    id = aws_launch_template.pass.id\n  }', OPTIONAL),
      instance('pass_overridden', 'launch_template {\n    id = aws_launch_template.fail.id\n  }', REQUIRED),
    ].join(''),
  ],
  [
    'CKV_AWS_79',
    'metadata by the default of the account',
    [
      'resource "aws_ec2_instance_metadata_defaults" "all" {\n  http_tokens = "required"\n}\n',
      instance('pass'),
      template('pass'),
      instance('fail', OPTIONAL),
    ].join(''),
  ],
  [
    'CKV_AWS_88 EC2.9 ec2-instance-no-public-ip ec2_instance_public_ip ec2_launch_template_no_public_ip',
    'public addresses',
    [
      VPC,
      instance('pass'),
      instance('pass_private', 'subnet_id = aws_subnet.a.id', 'associate_public_ip_address = false'),
      instance('fail', 'associate_public_ip_address = true'),
      instance('fail_string', 'associate_public_ip_address = "true"'),
      instance('fail_placed', 'subnet_id = aws_subnet.a.id', 'associate_public_ip_address = true'),
      template('fail', 'network_interfaces {\n    associate_public_ip_address = true\n  }'),
      template('pass', 'network_interfaces {\n    associate_public_ip_address = false\n  }'),
      template('pass_none', 'instance_type = "t3.micro"'),
    ].join(''),
  ],
  [
    'CKV_AWS_389 AWS-0009',
    'public addresses of launch configurations',
    [
      configuration('fail', 'associate_public_ip_address = true'),
      configuration('pass', 'associate_public_ip_address = false'),
      configuration('pass_silent'),
      instance('pass', 'associate_public_ip_address = true'),
    ].join(''),
  ],
  [
    'CKV2_AWS_19 EC2.12 ec2_elastic_ip_unassigned',
    'addresses nobody has',
    `${VPC}
resource "aws_instance" "web" {
  ami           = "ami-12345678"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.a.id
}
resource "aws_network_interface" "web" {
  subnet_id = aws_subnet.a.id
}
resource "aws_eip" "fail" {
  domain = "vpc"
}
resource "aws_eip" "fail_classic" {
  vpc = true
}
resource "aws_eip" "pass_instance" {
  instance = aws_instance.web.id
}
resource "aws_eip" "pass_interface" {
  network_interface = aws_network_interface.web.id
}
resource "aws_eip" "pass_nat" {
  domain = "vpc"
}
resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.pass_nat.id
  subnet_id     = aws_subnet.a.id
}
resource "aws_eip" "pass_association" {
  domain = "vpc"
}
resource "aws_eip_association" "web" {
  instance_id   = aws_instance.web.id
  allocation_id = aws_eip.pass_association.id
}
resource "aws_eip" "pass_public_ip" {
  domain = "vpc"
}
resource "aws_eip_association" "by_address" {
  network_interface_id = aws_network_interface.web.id
  public_ip            = aws_eip.pass_public_ip.public_ip
}
resource "aws_eip" "pass_balancer" {
  count = 2
}
resource "aws_lb" "net" {
  load_balancer_type = "network"
  subnet_mapping {
    subnet_id     = aws_subnet.a.id
    allocation_id = aws_eip.pass_balancer[0].id
  }
}
# fails: aws_eip.pass_balancer[1]
resource "aws_eip" "pass_output" {
  instance = module.web.instance_id
}
module "web" {
  source = "acme/web/aws"
}
`,
  ],
  [
    'CKV2_AWS_5 EC2.22 ec2-security-group-attached-to-eni ec2_securitygroup_not_used',
    'groups nobody holds',
    `${VPC}
resource "aws_security_group" "fail" {
  vpc_id = aws_vpc.main.id
}
${[
  [
    'instance',
    'resource "aws_instance" "x" {\n  ami = "ami-1"\n  instance_type = "t3.micro"\n  vpc_security_group_ids = [aws_security_group.pass_instance.id]\n}',
  ],
  [
    'named',
    'resource "aws_instance" "y" {\n  ami = "ami-1"\n  instance_type = "t3.micro"\n  security_groups = [aws_security_group.pass_named.name]\n}',
  ],
  [
    'interface',
    'resource "aws_network_interface" "x" {\n  subnet_id = aws_subnet.a.id\n  security_groups = [aws_security_group.pass_interface.id]\n}',
  ],
  [
    'attachment',
    'resource "aws_network_interface_sg_attachment" "x" {\n  network_interface_id = "eni-1"\n  security_group_id = aws_security_group.pass_attachment.id\n}',
  ],
  [
    'template',
    'resource "aws_launch_template" "x" {\n  vpc_security_group_ids = [aws_security_group.pass_template.id]\n}',
  ],
  [
    'configuration',
    'resource "aws_launch_configuration" "x" {\n  image_id = "ami-1"\n  instance_type = "t3.micro"\n  security_groups = [aws_security_group.pass_configuration.id]\n}',
  ],
  [
    'alb',
    'resource "aws_lb" "x" {\n  subnets = [aws_subnet.a.id]\n  security_groups = [aws_security_group.pass_alb.id]\n}',
  ],
  [
    'elb',
    'resource "aws_elb" "x" {\n  subnets = [aws_subnet.a.id]\n  security_groups = [aws_security_group.pass_elb.id]\n}',
  ],
  [
    'lambda',
    'resource "aws_lambda_function" "x" {\n  function_name = "x"\n  vpc_config {\n    subnet_ids = [aws_subnet.a.id]\n    security_group_ids = [aws_security_group.pass_lambda.id]\n  }\n}',
  ],
  ['rds', 'resource "aws_db_instance" "x" {\n  vpc_security_group_ids = [aws_security_group.pass_rds.id]\n}'],
  ['aurora', 'resource "aws_rds_cluster" "x" {\n  vpc_security_group_ids = [aws_security_group.pass_aurora.id]\n}'],
  [
    'redshift',
    'resource "aws_redshift_cluster" "x" {\n  vpc_security_group_ids = [aws_security_group.pass_redshift.id]\n}',
  ],
  [
    'cache',
    'resource "aws_elasticache_replication_group" "x" {\n  security_group_ids = [aws_security_group.pass_cache.id]\n}',
  ],
  [
    'ecs',
    'resource "aws_ecs_service" "x" {\n  network_configuration {\n    subnets = [aws_subnet.a.id]\n    security_groups = [aws_security_group.pass_ecs.id]\n  }\n}',
  ],
  [
    'eks',
    'resource "aws_eks_cluster" "x" {\n  vpc_config {\n    subnet_ids = [aws_subnet.a.id]\n    security_group_ids = [aws_security_group.pass_eks.id]\n  }\n}',
  ],
  [
    'endpoint',
    'resource "aws_vpc_endpoint" "x" {\n  vpc_id = aws_vpc.main.id\n  service_name = "com.amazonaws.us-east-1.ssm"\n  vpc_endpoint_type = "Interface"\n  security_group_ids = [aws_security_group.pass_endpoint.id]\n}',
  ],
  [
    'efs',
    'resource "aws_efs_mount_target" "x" {\n  file_system_id = "fs-1"\n  subnet_id = aws_subnet.a.id\n  security_groups = [aws_security_group.pass_efs.id]\n}',
  ],
  [
    'codebuild',
    'resource "aws_codebuild_project" "x" {\n  vpc_config {\n    vpc_id = aws_vpc.main.id\n    subnets = [aws_subnet.a.id]\n    security_group_ids = [aws_security_group.pass_codebuild.id]\n  }\n}',
  ],
  [
    'batch',
    'resource "aws_batch_compute_environment" "x" {\n  compute_resources {\n    subnets = [aws_subnet.a.id]\n    security_group_ids = [aws_security_group.pass_batch.id]\n  }\n}',
  ],
  [
    'emr',
    'resource "aws_emr_cluster" "x" {\n  ec2_attributes {\n    subnet_id = aws_subnet.a.id\n    emr_managed_master_security_group = aws_security_group.pass_emr.id\n  }\n}',
  ],
  [
    'rotation',
    'resource "aws_dms_replication_instance" "x" {\n  vpc_security_group_ids = [aws_security_group.pass_rotation.id]\n}',
  ],
  ['mq', 'resource "aws_mq_broker" "x" {\n  security_groups = [aws_security_group.pass_mq.id]\n}'],
  [
    'search',
    'resource "aws_opensearch_domain" "x" {\n  vpc_options {\n    subnet_ids = [aws_subnet.a.id]\n    security_group_ids = [aws_security_group.pass_search.id]\n  }\n}',
  ],
  ['output', 'output "groups" {\n  value = { all = [aws_security_group.pass_output.id] }\n}'],
  ['module', 'module "x" {\n  source = "acme/x/aws"\n  security_group_ids = [aws_security_group.pass_module.id]\n}'],
]
  .map(
    ([name, user]) =>
      `resource "aws_security_group" "pass_${name}" {\n  vpc_id = aws_vpc.main.id\n  name = "${name}"\n}\n${user}\n`,
  )
  .join('')}
`,
  ],
  [
    'CKV2_AWS_41 ec2-instance-profile-attached',
    'instances without a role',
    [
      'resource "aws_iam_instance_profile" "web" {\n  role = "web"\n}\n',
      instance('pass', 'iam_instance_profile = aws_iam_instance_profile.web.name'),
      instance('pass_name', 'iam_instance_profile = "web"'),
      instance('fail'),
      template('with', 'iam_instance_profile {\n    name = "web"\n  }'),
      instance('pass_template', 'launch_template {\n    id = aws_launch_template.with.id\n  }'),
    ].join(''),
  ],
  [
    'EC2.3 encrypted-volumes ec2_ebs_volume_encryption',
    'volumes without encryption',
    [
      instance('pass', 'root_block_device {\n    encrypted = true\n  }'),
      instance('pass_string', 'root_block_device {\n    encrypted = "true"\n  }'),
      instance('pass_of_the_image'),
      instance('pass_snapshot', 'ebs_block_device {\n    device_name = "/dev/sdf"\n    snapshot_id = "snap-1"\n  }'),
      instance(
        'pass_ephemeral',
        'ephemeral_block_device {\n    device_name = "/dev/sdb"\n    virtual_name = "ephemeral0"\n  }',
      ),
      instance('fail', 'root_block_device {\n    encrypted = false\n  }'),
      instance('fail_silent', 'root_block_device {\n    volume_size = 20\n  }'),
      instance(
        'fail_second',
        'root_block_device {\n    encrypted = true\n  }\n  ebs_block_device {\n    device_name = "/dev/sdf"\n  }',
      ),
      instance('fail_attached'),
      'resource "aws_ebs_volume" "open" {\n  availability_zone = "us-east-1a"\n  size = 8\n}\n',
      'resource "aws_ebs_volume" "shut" {\n  availability_zone = "us-east-1a"\n  size = 8\n  encrypted = true\n}\n',
      ...['open', 'shut'].map(
        (volume) =>
          `resource "aws_volume_attachment" "${volume}" {\n  device_name = "/dev/sdh"\n  volume_id = aws_ebs_volume.${volume}.id\n  instance_id = aws_instance.${volume === 'open' ? 'fail' : 'pass'}_attached.id\n}\n`,
      ),
      instance('pass_attached'),
      template(
        'fail',
        'block_device_mappings {\n    device_name = "/dev/xvda"\n    ebs {\n      volume_size = 20\n    }\n  }',
      ),
      template(
        'pass',
        'block_device_mappings {\n    device_name = "/dev/xvda"\n    ebs {\n      encrypted = "true"\n    }\n  }',
      ),
      template('pass_none', 'block_device_mappings {\n    device_name = "/dev/xvdb"\n    no_device = "true"\n  }'),
      configuration('fail', 'root_block_device {\n    encrypted = false\n  }'),
      configuration('pass', 'root_block_device {\n    encrypted = true\n  }'),
    ].join(''),
  ],
  [
    'EC2.3',
    'volumes of an account that encrypts by default',
    [
      'resource "aws_ebs_encryption_by_default" "all" {\n  enabled = true\n}\n',
      instance('pass', 'root_block_device {\n    volume_size = 20\n  }'),
    ].join(''),
  ],
  [
    'CKV_AWS_17 AWS-0180',
    'databases with a public address',
    `
resource "aws_db_instance" "fail" {
  publicly_accessible = true
}
resource "aws_db_instance" "pass" {
  publicly_accessible = false
}
resource "aws_db_instance" "pass_silent" {
  engine = "postgres"
}
variable "is_public" {
  default = "true"
}
resource "aws_rds_cluster_instance" "fail" {
  cluster_identifier  = "main"
  publicly_accessible = var.is_public
}
resource "aws_rds_cluster_instance" "pass" {
  cluster_identifier = "main"
}
`,
  ],
  ...(
    [
      ['CKV_AWS_87', 'aws_redshift_cluster'],
      ['CKV_AWS_89', 'aws_dms_replication_instance'],
      ['CKV_AWS_69', 'aws_mq_broker'],
    ] as const
  ).map(
    ([rule, type]): PeerCase => [
      rule,
      type,
      `resource "${type}" "fail" {\n  publicly_accessible = true\n}\nresource "${type}" "pass" {\n  publicly_accessible = false\n}\n`,
    ],
  ),
  [
    'CKV_AWS_38 AWS-0041',
    'cluster endpoints for everybody',
    `
resource "aws_eks_cluster" "fail" {
  vpc_config {
    subnet_ids = ["subnet-1"]
  }
}
resource "aws_eks_cluster" "fail_stated" {
  vpc_config {
    endpoint_public_access = true
    public_access_cidrs    = ["0.0.0.0/0"]
    subnet_ids             = ["subnet-1"]
  }
}
resource "aws_eks_cluster" "fail_halves" {
  vpc_config {
    public_access_cidrs = ["0.0.0.0/1", "128.0.0.0/1"]
    subnet_ids          = ["subnet-1"]
  }
}
resource "aws_eks_cluster" "pass_office" {
  vpc_config {
    public_access_cidrs = ["198.51.100.0/24"]
    subnet_ids          = ["subnet-1"]
  }
}
resource "aws_eks_cluster" "pass_private" {
  vpc_config {
    endpoint_public_access = false
    subnet_ids             = ["subnet-1"]
  }
}
`,
  ],
  [
    'CKV_AWS_39 AWS-0040',
    'cluster endpoints that are public at all',
    `
resource "aws_eks_cluster" "fail" {
  vpc_config {
    subnet_ids = ["subnet-1"]
  }
}
resource "aws_eks_cluster" "fail_office" {
  vpc_config {
    public_access_cidrs = ["198.51.100.0/24"]
    subnet_ids          = ["subnet-1"]
  }
}
resource "aws_eks_cluster" "pass" {
  vpc_config {
    endpoint_public_access = false
    subnet_ids             = ["subnet-1"]
  }
}
`,
  ],
  [
    'CKV_AWS_123',
    'endpoint services that accept everyone',
    `
resource "aws_vpc_endpoint_service" "fail" {
  acceptance_required        = false
  network_load_balancer_arns = ["arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/a/1"]
}
resource "aws_vpc_endpoint_service" "pass" {
  acceptance_required        = true
  network_load_balancer_arns = ["arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/a/1"]
}
`,
  ],
  [
    'EC2.17 ec2-instance-multiple-eni-check ec2_instance_uses_single_eni',
    'instances in several subnets',
    `${VPC}
resource "aws_subnet" "b" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.2.0/24"
}
resource "aws_network_interface" "first" {
  subnet_id = aws_subnet.a.id
}
resource "aws_network_interface" "second" {
  subnet_id = aws_subnet.b.id
}
${instance('pass', 'subnet_id = aws_subnet.a.id')}
${instance('fail', 'network_interface {\n    network_interface_id = aws_network_interface.first.id\n    device_index = 0\n  }', 'network_interface {\n    network_interface_id = aws_network_interface.second.id\n    device_index = 1\n  }')}
resource "aws_network_interface" "third" {
  subnet_id = aws_subnet.b.id
  attachment {
    instance     = aws_instance.fail_attached.id
    device_index = 1
  }
}
${instance('fail_attached', 'subnet_id = aws_subnet.a.id')}
`,
  ],
  [
    'EC2.180 ec2-instance-source-destination-check',
    'instances that may send for others',
    `${VPC}
resource "aws_network_interface" "pass_attached_to_nothing" {
  subnet_id         = aws_subnet.a.id
  source_dest_check = false
}
resource "aws_network_interface" "pass" {
  subnet_id = aws_subnet.a.id
}
${instance('fail', 'subnet_id = aws_subnet.a.id', 'source_dest_check = false')}
${instance('pass', 'subnet_id = aws_subnet.a.id')}
`,
  ],
];
