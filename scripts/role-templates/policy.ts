import { IAM_ACTIONS, purposeOf } from '../../src/aws/index.ts';

/** The role's name where the configuration names no other. */
export const ROLE_NAME = 'SallyportReadOnly';

/** The actions, each on a line of its own with what it is for; comments look alike in YAML and HCL. */
export function actionLines(line: (action: string) => string, actions: readonly string[] = IAM_ACTIONS): string {
  return actions.map((action) => `${line(action)} # ${purposeOf(action)}`).join('\n');
}
