import { isUnknown, type Unknown } from '../../network/index.ts';
import { splitParts } from '../parts.ts';
import type { Value } from '../resource.ts';
import { type Attributes, attributes, textOf } from './attributes.ts';
import type { Draft, ResourceKind } from './draft.ts';
import { addInterface } from './interface.ts';
import { means } from './means.ts';

type Setting = (namespace: string, name: string) => Value | undefined;

interface List {
  readonly known: readonly string[];
  readonly unknown?: Unknown;
}

const NONE: List = { known: [] };

/**
 * An Elastic Beanstalk environment: instances and a load balancer, where option settings put them. (Elastic Beanstalk developer
 * guide, general options)
 */
export const elasticBeanstalk: ResourceKind = {
  types: ['aws_elastic_beanstalk_environment'],
  read(statement, draft) {
    const { id, address, body } = statement;
    const setting = settingsOf([...templatesOf(body, draft), body]);
    const is = (namespace: string, name: string, wanted: string) => {
      const value = setting(namespace, name);
      return value !== undefined && textOf(value) === wanted;
    };
    const list = (namespace: string, name: string): List => {
      const value = setting(namespace, name);
      if (!value) return NONE;
      const parts = value.kind === 'unknown' && value.parts ? value.parts : [value];
      const texts = splitParts(parts.map(withoutSpaces), ',').map((part) => textOf(draft.ids.resolve(part)));
      const unknown = texts.find(isUnknown);
      return {
        known: texts.flatMap((text) => (isUnknown(text) || text === '' ? [] : [text])),
        ...(unknown && { unknown }),
      };
    };
    const add = (part: string, subnets: List, groups: List, own: string, isPublic: boolean) => {
      if (subnets.unknown)
        draft.problem(
          address,
          `which subnets its ${part} is in is unknown: ${subnets.unknown.unknown}`,
          statement.instance.location,
        );
      for (const subnetId of subnets.unknown ? [...subnets.known, ''] : subnets.known)
        addInterface(
          statement,
          {
            id: `${id}/${part}/${subnetId || 'interface'}`,
            subnetId,
            groups: own === '' ? groups : { ...groups, unknown: groups.unknown ?? { unknown: own } },
            publicAddress: isPublic,
            ...(part === 'balancer' && { requesterManaged: true }),
          },
          draft,
        );
    };
    const launch = 'aws:autoscaling:launchconfiguration';
    const makesGroup = !is(launch, 'DisableDefaultEC2SecurityGroup', 'true');
    add(
      'instances',
      list('aws:ec2:vpc', 'Subnets'),
      list(launch, 'SecurityGroups'),
      makesGroup ? 'Elastic Beanstalk makes one more security group for the instances' : '',
      is('aws:ec2:vpc', 'AssociatePublicIpAddress', 'true'),
    );
    if (is('aws:elasticbeanstalk:environment', 'EnvironmentType', 'SingleInstance')) return;
    const [groups = NONE] = ['aws:elbv2:loadbalancer', 'aws:elb:loadbalancer']
      .map((name) => list(name, 'SecurityGroups'))
      .filter(({ known, unknown }) => known.length > 0 || unknown);
    add(
      'balancer',
      list('aws:ec2:vpc', 'ELBSubnets'),
      groups,
      groups === NONE ? "Elastic Beanstalk makes the load balancer's security group" : '',
      !is('aws:ec2:vpc', 'ELBScheme', 'internal'),
    );
  },
};

function withoutSpaces(value: Value): Value {
  return value.kind === 'string' ? { ...value, value: value.value.replaceAll(/\s/g, '') } : value;
}

/** Settings of several bodies; the last one that says wins. */
function settingsOf(bodies: readonly Attributes[]): Setting {
  const settings = new Map<string, Value>();
  for (const body of bodies)
    for (const block of body.blocks('setting')) {
      const value = isUnknown(block) ? undefined : block.get('value');
      if (!isUnknown(block) && value !== undefined)
        settings.set(`${block.known('namespace')} ${block.known('name')}`, value);
    }
  return (namespace, name) => settings.get(`${namespace} ${name}`);
}

function templatesOf(body: Attributes, draft: Draft): readonly Attributes[] {
  const named = body.get('template_name');
  const template = draft.ofType('aws_elastic_beanstalk_configuration_template').find((r) => means(named, r, draft));
  return template ? [attributes(template.values, draft.ids, template.address)] : [];
}
