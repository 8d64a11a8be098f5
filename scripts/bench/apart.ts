import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a script of this folder prints as JSON, run in a process of its own. */
export function apart<T>(script: string, ...args: readonly (number | string)[]): T {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawnSync(process.execPath, [path, ...args.map(String)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.status !== 0) throw new Error(`${script} ${args.join(' ')} ended with status ${child.status}`);
  return JSON.parse(child.stdout) as T;
}
