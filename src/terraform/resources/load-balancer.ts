import { isUnknown, type Listener, type LoadBalancer } from '../../network/index.ts';
import { type Attributes, attributes } from './attributes.ts';
import type { Draft, ResourceKind, Statement } from './draft.ts';
import { addInterface } from './interface.ts';

/** Application, network and gateway load balancers: one interface in each subnet (rule 25). */
export const loadBalancer: ResourceKind = {
  types: ['aws_lb', 'aws_alb'],
  read(statement, draft) {
    const { body } = statement;
    const kind = body.known('load_balancer_type');
    const type = kind === 'network' || kind === 'gateway' ? kind : 'application';
    const mapped = body.blocks('subnet_mapping').flatMap((b) => (isUnknown(b) ? [] : (b.known('subnet_id') ?? [])));
    const description = { application: 'ELB app', network: 'ELB net', gateway: 'ELB gwy' }[type];
    add(statement, draft, {
      type,
      subnetIds: [...body.texts('subnets').known, ...mapped],
      interfaceType: type === 'application' ? 'interface' : `${type}_load_balancer`,
      description: `${description}/${body.known('name') ?? ''}`,
      crossZone: type === 'application' || body.bool('enable_cross_zone_load_balancing') === true,
      listeners: [],
      usesDefaultGroup: type === 'application',
    });
  },
};

export const classicLoadBalancer: ResourceKind = {
  types: ['aws_elb'],
  read(statement, draft) {
    const { body } = statement;
    const listeners = body.blocks('listener').flatMap((block): Listener[] => {
      const port = isUnknown(block) ? undefined : block.number('lb_port');
      if (isUnknown(block) || typeof port !== 'number') return [];
      const protocol = block.known('lb_protocol')?.toUpperCase() ?? 'TCP';
      return [{ arn: `${statement.id}/${port}`, protocol, port, targetGroupArns: [] }];
    });
    add(statement, draft, {
      type: 'classic',
      subnetIds: body.texts('subnets').known,
      interfaceType: 'interface',
      description: `ELB ${body.known('name') ?? ''}`,
      crossZone: body.bool('cross_zone_load_balancing') ?? true,
      listeners,
      usesDefaultGroup: true,
    });
  },
};

interface BalancerFacts extends Pick<LoadBalancer, 'type' | 'subnetIds' | 'crossZone' | 'listeners'> {
  readonly interfaceType: string;
  readonly description: string;
  readonly usesDefaultGroup: boolean;
}

function add(statement: Statement, draft: Draft, facts: BalancerFacts): void {
  const { body, id, resource } = statement;
  const groups = body.texts('security_groups');
  const scheme = body.bool('internal') === true ? 'internal' : 'internet-facing';
  const interfaces = facts.subnetIds.map((subnetId) =>
    addInterface(
      statement,
      {
        id: `${id}/${subnetId}`,
        subnetId,
        groups,
        type: facts.interfaceType,
        requesterManaged: true,
        description: facts.description,
        publicAddress: scheme === 'internet-facing' && facts.type !== 'gateway',
        defaultGroup: facts.usesDefaultGroup,
      },
      draft,
    ),
  );
  draft.network.loadBalancers.push({
    ...resource,
    type: facts.type,
    scheme,
    vpcId: interfaces[0]?.vpcId ?? '',
    subnetIds: facts.subnetIds,
    securityGroupIds: interfaces[0]?.securityGroupIds ?? groups.known,
    interfaceIds: interfaces.map((eni) => eni.id),
    crossZone: facts.crossZone,
    listeners: facts.listeners,
  });
}

export const listener: ResourceKind = {
  types: ['aws_lb_listener', 'aws_alb_listener'],
  read({ body, id, address, instance }, draft) {
    const port = body.number('port');
    const balancer = body.known('load_balancer_arn');
    const index = draft.network.loadBalancers.findIndex((item) => item.id === balancer);
    const found = draft.network.loadBalancers[index];
    if (!found || typeof port !== 'number') {
      draft.problem(address, 'the load balancer or port of the listener is not in this code', instance.location);
      return;
    }
    const protocol = body.known('protocol')?.toUpperCase() ?? (found.type === 'application' ? 'HTTP' : 'TCP');
    const rules = [...draft.ofType('aws_lb_listener_rule'), ...draft.ofType('aws_alb_listener_rule')]
      .map((r) => attributes(r.values, draft.ids, r.address))
      .filter((rule) => rule.known('listener_arn') === id);
    const targetGroupArns = [
      ...new Set([...forwards(body, 'default_action'), ...rules.flatMap((rule) => forwards(rule, 'action'))]),
    ];
    draft.network.loadBalancers[index] = {
      ...found,
      listeners: [...found.listeners, { arn: id, protocol, port, targetGroupArns }],
    };
  },
};

function forwards(body: Attributes, name: string): string[] {
  return body.blocks(name).flatMap((action) => {
    if (isUnknown(action)) return [];
    const weighted = action.block('forward')?.blocks('target_group') ?? [];
    return [
      action.known('target_group_arn') ?? [],
      ...weighted.map((group) => (isUnknown(group) ? [] : (group.known('arn') ?? []))),
    ]
      .flat()
      .filter((arn) => arn !== '');
  });
}

export const targetGroup: ResourceKind = {
  types: ['aws_lb_target_group', 'aws_alb_target_group'],
  read({ body, resource }, draft) {
    const stated = body.known('target_type');
    const targetType = stated === 'ip' || stated === 'lambda' || stated === 'alb' ? stated : 'instance';
    const protocol = body.known('protocol')?.toUpperCase();
    const port = body.number('port');
    const vpcId = body.known('vpc_id');
    // AWS default: on for instance targets and for UDP; off for ip targets over TCP or TLS.
    const byDefault = targetType === 'instance' || (targetType === 'ip' && /UDP/.test(protocol ?? ''));
    const isHttp = protocol === undefined || protocol.startsWith('HTTP');
    draft.network.targetGroups.push({
      ...resource,
      targetType,
      ...(protocol !== undefined && { protocol }),
      ...(typeof port === 'number' && { port }),
      ...(vpcId !== undefined && { vpcId }),
      preserveClientIp: !isHttp && (body.bool('preserve_client_ip') ?? byDefault),
      targets: [],
    });
  },
};

export const targetGroupAttachment: ResourceKind = {
  types: ['aws_lb_target_group_attachment', 'aws_alb_target_group_attachment'],
  read({ body, address, instance }, draft) {
    const index = draft.network.targetGroups.findIndex((group) => group.id === body.known('target_group_arn'));
    const found = draft.network.targetGroups[index];
    const id = body.known('target_id');
    const port = body.number('port');
    if (!found || id === undefined)
      draft.problem(address, 'the target group or the target is not in this code', instance.location);
    else
      draft.network.targetGroups[index] = {
        ...found,
        targets: [...found.targets, { id, ...(typeof port === 'number' && { port }) }],
      };
  },
};
