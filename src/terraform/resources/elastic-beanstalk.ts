import { isUnknown, type Unknown } from '../../network/index.ts';
import { type Attributes, attributes } from './attributes.ts';
import type { Draft, ResourceKind } from './draft.ts';
import { addInterface } from './interface.ts';
import { means } from './means.ts';

type Setting = (namespace: string, name: string) => string | Unknown | undefined;

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
    const list = (namespace: string, name: string): List => {
      const value = setting(namespace, name) ?? '';
      if (isUnknown(value)) return { known: [], unknown: value };
      return { known: value.split(',').flatMap((text) => (text.trim() === '' ? [] : [text.trim()])) };
    };
    const add = (part: string, subnets: List, groups: List, own: string, isPublic: boolean) => {
      if (subnets.unknown)
        draft.problem(
          address,
          `which subnets its ${part} is in is unknown: ${subnets.unknown.unknown}`,
          statement.instance.location,
        );
      for (const subnetId of subnets.unknown ? [''] : subnets.known)
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
    const makesGroup = setting(launch, 'DisableDefaultEC2SecurityGroup') !== 'true';
    add(
      'instances',
      list('aws:ec2:vpc', 'Subnets'),
      list(launch, 'SecurityGroups'),
      makesGroup ? 'Elastic Beanstalk makes one more security group for the instances' : '',
      setting('aws:ec2:vpc', 'AssociatePublicIpAddress') === 'true',
    );
    if (setting('aws:elasticbeanstalk:environment', 'EnvironmentType') === 'SingleInstance') return;
    const [groups = NONE] = ['aws:elbv2:loadbalancer', 'aws:elb:loadbalancer']
      .map((name) => list(name, 'SecurityGroups'))
      .filter(({ known, unknown }) => known.length > 0 || unknown);
    add(
      'balancer',
      list('aws:ec2:vpc', 'ELBSubnets'),
      groups,
      groups === NONE ? "Elastic Beanstalk makes the load balancer's security group" : '',
      setting('aws:ec2:vpc', 'ELBScheme') !== 'internal',
    );
  },
};

/** Settings of several bodies; the last one that says wins. */
function settingsOf(bodies: readonly Attributes[]): Setting {
  const settings = new Map<string, string | Unknown>();
  for (const body of bodies)
    for (const block of body.blocks('setting')) {
      const value = isUnknown(block) ? undefined : block.text('value');
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
