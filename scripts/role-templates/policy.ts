import { IAM_ACTIONS } from '../../src/aws/index.ts';

/** The role's name where the configuration names no other. */
export const ROLE_NAME = 'SallyportReadOnly';

/** The actions, each on a line of its own. */
export function actionLines(line: (action: string) => string): string {
  return IAM_ACTIONS.map(line).join('\n');
}
