import { type Instance, isUnknown, type Unknown } from '../../network/index.ts';
import type { ResourceInstance } from '../resource.ts';
import { type Attributes, attributes } from './attributes.ts';
import type { Draft, ResourceKind, Statement } from './draft.ts';
import { addInterface } from './interface.ts';
import { accountMetadata, metadataOf } from './metadata.ts';
import { unencryptedVolumes } from './volumes.ts';

interface LaunchFacts extends Pick<Instance, 'metadataTokens' | 'metadataDisabled' | 'instanceProfileArn'> {
  readonly groups: { readonly known: readonly string[]; readonly unknown?: Unknown };
  readonly publicAddress: boolean | 'subnet';
  /** Where the template itself says so. */
  readonly subnetIds: readonly string[];
}

/** What a launch template or configuration says about what it launches. */
function launchFacts(template: ResourceInstance, draft: Draft): LaunchFacts {
  const body = attributes(template.values, draft.ids, template.address);
  const metadata = metadataOf(body, accountMetadata(draft));
  if (template.type === 'aws_launch_configuration')
    return {
      ...metadata,
      groups: body.texts('security_groups'),
      publicAddress: body.bool('associate_public_ip_address') ?? 'subnet',
      subnetIds: [],
    };
  const eni = body.block('network_interfaces');
  const onInterface = eni?.texts('security_groups');
  const profile = body.block('iam_instance_profile');
  const instanceProfileArn = profile?.text('arn') ?? profile?.text('name');
  return {
    ...metadata,
    ...(instanceProfileArn !== undefined && { instanceProfileArn }),
    groups: onInterface?.known.length || onInterface?.unknown ? onInterface : body.texts('vpc_security_group_ids'),
    publicAddress: eni?.bool('associate_public_ip_address') ?? 'subnet',
    subnetIds: [eni?.known('subnet_id') ?? []].flat(),
  };
}

/** The template a `launch_template` block (or `launch_configuration`) means, by id or name. */
export function launchOf(body: Attributes, draft: Draft): LaunchFacts | undefined {
  const block = body.block('launch_template') ?? mixedInstances(body);
  if (!block && !body.get('launch_configuration')) return undefined;
  return specified(block, body, draft);
}

/** The template a specification means, by id or name. */
function specified(block: Attributes | undefined, body: Attributes, draft: Draft): LaunchFacts | undefined {
  const names = ['id', 'name', 'launch_template_id', 'launch_template_name'];
  const wanted = [...names.map((name) => block?.known(name)), body.known('launch_configuration')].filter(
    (text) => text !== undefined,
  );
  const templates = [...draft.ofType('aws_launch_template'), ...draft.ofType('aws_launch_configuration')];
  const template = templates.find((r) => {
    const name = r.values.get('name');
    return (
      wanted.includes(draft.ids.idOf(r)) || (name?.kind === 'string' && wanted.includes(name.value)) || refersToName(r)
    );
  });
  return template && launchFacts(template, draft);

  function refersToName(r: ResourceInstance): boolean {
    const values = [...names.map((name) => block?.get(name)), body.get('launch_configuration')];
    return values.some((value) => value?.kind === 'symbol' && value.address === r.address);
  }
}

function mixedInstances(body: Attributes): Attributes | undefined {
  return body.block('mixed_instances_policy')?.block('launch_template')?.block('launch_template_specification');
}

/** An autoscaling group: one interface in each of its subnets stands for what it may launch there. */
export const autoscalingGroup: ResourceKind = {
  types: ['aws_autoscaling_group'],
  read(statement, draft) {
    const { body, id, address, instance } = statement;
    const launch = launchOf(body, draft);
    if (!launch) {
      draft.problem(
        address,
        'the launch template is not in this code, so the security groups are unknown',
        instance.location,
      );
    }
    launchInto(statement, id, body.texts('vpc_zone_identifier').known, launch, draft);
  },
};

/** An EC2 or Spot fleet: the same, for each of its launch templates. */
export const fleet: ResourceKind = {
  types: ['aws_ec2_fleet', 'aws_spot_fleet_request'],
  read(statement, draft) {
    const { body, id } = statement;
    for (const [index, config] of body.blocks('launch_template_config').entries()) {
      if (isUnknown(config)) continue;
      const overrides = [...config.blocks('override'), ...config.blocks('overrides')];
      const subnetIds = overrides.flatMap((one) => (isUnknown(one) ? [] : (one.known('subnet_id')?.split(',') ?? [])));
      const launch = specified(config.block('launch_template_specification'), body, draft);
      launchInto(statement, `${id}/${index + 1}`, [...new Set(subnetIds.map((one) => one.trim()))], launch, draft);
    }
  },
};

/** One interface in each subnet stands for what may be launched there. */
function launchInto(
  statement: Statement,
  id: string,
  stated: readonly string[],
  launch: LaunchFacts | undefined,
  draft: Draft,
): void {
  const { address, instance } = statement;
  const subnetIds = stated.length > 0 ? stated : (launch?.subnetIds ?? []);
  if (subnetIds.length === 0)
    draft.problem(address, 'which subnets it launches into is not in this code', instance.location);
  const unknown = { unknown: `the launch template of ${address} is not in this code` };
  for (const subnetId of subnetIds.length > 0 ? subnetIds : [''])
    addInterface(
      statement,
      {
        id: `${id}/${subnetId || 'interface'}`,
        subnetId,
        groups: launch?.groups ?? { known: [], unknown },
        publicAddress: launch?.publicAddress ?? 'subnet',
      },
      draft,
    );
}

/** A template by itself: what is launched from it elsewhere is not in this code. */
export const launchTemplate: ResourceKind = {
  types: ['aws_launch_template', 'aws_launch_configuration'],
  read({ body, resource, instance }, draft) {
    const isPublic = (body.block('network_interfaces') ?? body).bool('associate_public_ip_address');
    const volumes = unencryptedVolumes(body, draft);
    draft.network.launchTemplates.push({
      ...resource,
      ...(instance.type === 'aws_launch_configuration' && { isConfiguration: true }),
      ...(typeof isPublic === 'boolean' && { publicAddress: isPublic }),
      ...metadataOf(body, accountMetadata(draft)),
      ...(volumes.length > 0 && { unencryptedVolumes: volumes }),
    });
  },
};
