import { type Instance, isUnknown, type Unknown } from '../../network/index.ts';
import { validAddresses } from './address.ts';
import type { Attributes } from './attributes.ts';
import type { Draft, ResourceKind, Statement } from './draft.ts';
import { impliedId } from './identity.ts';
import { addInterface } from './interface.ts';
import { launchOf } from './launch-template.ts';
import { accountMetadata, metadataOf } from './metadata.ts';
import { unencryptedAttached, unencryptedVolumes } from './volumes.ts';

/** An instance: its primary interface, unless `network_interface` blocks bring their own. */
export const instance: ResourceKind = {
  types: ['aws_instance', 'aws_spot_instance_request'],
  read(statement, draft) {
    const { body, id, resource } = statement;
    const attached = [...body.blocks('network_interface'), ...body.blocks('primary_network_interface')].flatMap(
      (block) => (isUnknown(block) ? [] : (block.known('network_interface_id') ?? [])),
    );
    const interfaceIds = [...attached];
    for (const interfaceId of attached) {
      const found = draft.interface(interfaceId);
      if (found) found.instanceId = id;
    }
    const ownsPrimary = attached.length === 0;
    if (ownsPrimary) interfaceIds.push(primaryInterface(statement, draft));
    const first = draft.interface(interfaceIds[0] ?? '');
    const optional = {
      instanceType: body.known('instance_type'),
      imageId: body.known('ami'),
      keyName: body.known('key_name'),
      tenancy: body.known('tenancy'),
      vpcId: first?.vpcId || undefined,
      subnetId: first?.subnetId || undefined,
    };
    const launch = launchOf(body, draft) ?? unreadTemplate(body);
    const instanceProfileArn = body.text('iam_instance_profile') ?? launch?.instanceProfileArn;
    const volumes = [...unencryptedVolumes(body, draft), ...unencryptedAttached(id, draft)];
    draft.network.instances.push({
      ...resource,
      state: 'running',
      ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as {
        [K in keyof typeof optional]?: string;
      }),
      ...(instanceProfileArn !== undefined && { instanceProfileArn }),
      ...metadataOf(body, launch ?? accountMetadata(draft)),
      ...(volumes.length > 0 && { unencryptedVolumes: volumes }),
      interfaceIds,
    });
  },
};

/** A template that is made elsewhere may say anything. */
function unreadTemplate(body: Attributes): Pick<Instance, 'metadataTokens' | 'instanceProfileArn'> | undefined {
  if (body.blocks('launch_template').length === 0) return undefined;
  const unknown = { unknown: 'the launch template is not in this code' };
  return { metadataTokens: unknown, instanceProfileArn: unknown };
}

function primaryInterface(statement: Statement, draft: Draft): string {
  const { body, id } = statement;
  const launch = launchOf(body, draft);
  const stated = groupsOf(statement, draft);
  const privateIp = body.known('private_ip');
  const secondary = body.texts('secondary_private_ips').known;
  const [publicIp] = validAddresses([body.known('public_ip')], statement, draft);
  const made = addInterface(
    statement,
    {
      id: body.known('primary_network_interface_id') || impliedId(id, 'primary_network_interface_id'),
      subnetId: body.known('subnet_id') ?? '',
      groups: stated.known.length === 0 && !stated.unknown && launch ? launch.groups : stated,
      instanceId: id,
      privateIps: privateIp ? [privateIp, ...secondary] : [],
      ipv6: body.texts('ipv6_addresses').known,
      wantsIpv6: Number(body.number('ipv6_address_count')) > 0,
      publicAddress: body.bool('associate_public_ip_address') ?? launch?.publicAddress ?? 'subnet',
      sourceDestCheck: body.bool('source_dest_check') ?? true,
    },
    draft,
  );
  const found = draft.interface(made.id);
  if (found && publicIp !== undefined) found.publicIpv4 = [{ privateIp: found.privateIpv4[0] ?? '', publicIp }];
  return made.id;
}

/** Groups by id; the older `security_groups` also takes names. */
function groupsOf(
  { body }: Statement,
  draft: Draft,
): { readonly known: readonly string[]; readonly unknown?: Unknown } {
  const byId = body.texts('vpc_security_group_ids');
  const byName = body.texts('security_groups');
  const unknown = byId.unknown ?? byName.unknown;
  const named = byName.known.map((text) => draft.network.securityGroups.find((g) => g.groupName === text)?.id ?? text);
  return { known: [...new Set([...byId.known, ...named])], ...(unknown && { unknown }) };
}
