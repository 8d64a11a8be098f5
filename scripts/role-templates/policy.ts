import { IAM_ACTIONS, purposeOf } from '../../src/aws/index.ts';

/** The role's name where the configuration names no other. */
export const ROLE_NAME = 'SallyportReadOnly';

/** The actions, each on a line of its own with what it is for, in a column as `terraform fmt` wants it. */
export function actionLines(line: (action: string) => string, actions: readonly string[] = IAM_ACTIONS): string {
  const width = Math.max(...actions.map((action) => line(action).length));
  return actions.map((action) => `${line(action).padEnd(width)} # ${purposeOf(action)}`).join('\n');
}
