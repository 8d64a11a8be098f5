import { refuse } from '../problem.ts';
import { object, text } from '../value.ts';
import { type FunctionTable, string, textOf } from './define.ts';

const SECTIONS = ['partition', 'service', 'region', 'account_id', 'resource'] as const;

/** `arn:partition:service:region:account:resource`; the resource may hold colons of its own. */
function sectionsOf(arn: string): readonly string[] {
  const [prefix, ...sections] = arn.split(':');
  if (prefix !== 'arn') refuse(`${JSON.stringify(arn)} does not begin with arn:`);
  if (sections.length < SECTIONS.length) refuse(`${JSON.stringify(arn)} has not enough sections`);
  return [...sections.slice(0, 4), sections.slice(4).join(':')];
}

function roleWithoutPath(arn: string): string {
  const [partition, service, region, account, resource = ''] = sectionsOf(arn);
  if (service !== 'iam' || region !== '' || !resource.startsWith('role/')) refuse(`${JSON.stringify(arn)} is no role`);
  return ['arn', partition, service, region, account, `role/${resource.split('/').at(-1)}`].join(':');
}

/** What the aws provider brings to name things by (its documentation, Functions). */
export const arnFunctions: FunctionTable = {
  'provider::aws::arn_build': {
    params: SECTIONS.map(() => string),
    run: (sections) => text(['arn', ...sections.map(textOf)].join(':')),
  },
  'provider::aws::arn_parse': {
    params: [string],
    run: ([arn]) => {
      const sections = sectionsOf(textOf(arn));
      return object(new Map(SECTIONS.map((name, at) => [name, text(sections[at]!)])));
    },
  },
  'provider::aws::trim_iam_role_path': { params: [string], run: ([arn]) => text(roleWithoutPath(textOf(arn))) },
};
