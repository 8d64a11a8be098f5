/**
 * Writes the recorded account of the demo: `node scripts/demo-recording.ts` → demo/recording. The same files every time;
 * the account itself is described in demo-recording/account.ts.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ACCOUNT, REGION } from './demo-recording/ids.ts';
import { interfaceOutputs } from './demo-recording/interfaces.ts';
import { loadBalancerOutputs } from './demo-recording/load-balancers.ts';
import { networkOutputs } from './demo-recording/network.ts';
import { securityGroupOutputs } from './demo-recording/security-groups.ts';

/** File → content, relative to the recording's folder. */
export function recordingFiles(): Map<string, string> {
  const outputs = { ...networkOutputs(), ...securityGroupOutputs(), ...interfaceOutputs(), ...loadBalancerOutputs() };
  return new Map(
    Object.entries(outputs).map(([operation, output]) => [
      join(ACCOUNT, REGION, `${operation}.json`),
      `${JSON.stringify(output, undefined, 2)}\n`,
    ]),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../demo/recording', import.meta.url));
  rmSync(root, { recursive: true, force: true });
  for (const [file, content] of recordingFiles()) {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), content);
  }
}
