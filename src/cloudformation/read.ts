import type { Network } from '../network/index.ts';
import { type ResourceInstance, terraformNetwork } from '../terraform/index.ts';
import { adapt, splitType } from './adapt.ts';
import { TemplateError } from './error.ts';
import { evaluator } from './evaluate.ts';
import { entry, type Node, textOf } from './node.ts';
import { parseTemplate } from './parse.ts';
import { reshape, SHAPES } from './shape.ts';

export interface TemplateOptions {
  /** Path of the template, for lines in reports. */
  readonly file: string;
  /** Parameter values; without one, a parameter has its default or is unknown. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Twelve digits; empty when not known. */
  readonly account?: string;
  readonly region?: string;
}

/**
 * The network a CloudFormation (or SAM) template states, in YAML or JSON. Resources go by their logical ids; what cannot be
 * known from the text stays unknown, with its reason.
 * @throws TemplateError when the text is no template
 */
export function readTemplate(text: string, options: TemplateOptions): Network {
  const { file, parameters = {}, account = '', region = '' } = options;
  const template = parseTemplate(text, file);
  const resources = entry(template, 'Resources');
  if (resources?.kind !== 'map')
    throw new TemplateError(`${file}: there is no \`Resources\` section, so this is no CloudFormation template`);
  const { value, condition } = evaluator({ template, parameters, account, region });

  const instances = [...resources.entries].flatMap(([logicalId, node]) => instancesOf(logicalId, node));
  return terraformNetwork(
    instances.flatMap((resource) => adapt(resource, instances, account)),
    { account, region },
  );

  function instancesOf(logicalId: string, node: Node): readonly ResourceInstance[] {
    const type = textOf(entry(node, 'Type'))?.replace(/^AWS::/, '') ?? '';
    const conditionName = textOf(entry(node, 'Condition'));
    const truth = conditionName === undefined ? { known: true } : condition(conditionName);
    if ('known' in truth && !truth.known) return [];
    const properties = entry(node, 'Properties');
    const stated = properties ? value(properties) : undefined;
    const shape = SHAPES[type] ?? { type: '' };
    const resource: Omit<ResourceInstance, 'type'> = {
      address: logicalId,
      mode: 'managed',
      name: logicalId,
      values: stated?.kind === 'object' ? reshape(stated.entries, shape) : new Map(),
      location: node.at,
      ...('unknown' in truth && { countUnknown: truth.unknown }),
    };
    return splitType(type, resource) ?? (shape.type === '' ? [] : [{ ...resource, type: shape.type }]);
  }
}
