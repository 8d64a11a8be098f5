/**
 * The package as its users get it: packs it, installs the tarball in an empty folder without development dependencies, and uses it
 * there. Exits with 1 when something does not work.
 *
 *     node scripts/packed.ts [--keep]
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-packed-'));
/** This Node's own folder first, so that `#!/usr/bin/env node` finds the Node that runs this script. */
const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}` };
const npm = (cwd: string, ...args: readonly string[]) =>
  execFileSync('npm', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const sallyport = (...args: readonly string[]) =>
  execFileSync(join(folder, 'node_modules', '.bin', 'sallyport'), args, {
    cwd: folder,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });

function expectThat(condition: boolean, what: string): void {
  if (!condition) throw new Error(`packed: ${what}`);
  console.log(`packed: ${what}`);
}

try {
  npm('.', 'pack', '--silent', '--pack-destination', folder);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'elsewhere', private: true }));
  npm(folder, 'install', '--silent', '--omit', 'dev', '--no-audit', '--no-fund', `./${tarball}`);
  const installed = join(folder, 'node_modules', 'sallyport');
  for (const absent of ['src', 'test', 'scripts', 'data', 'node_modules/typescript'])
    expectThat(
      !existsSync(join(installed, absent)) && !existsSync(join(folder, absent)),
      `${absent} is not in the package`,
    );
  const { version } = JSON.parse(
    execFileSync('node', ['-p', 'JSON.stringify(require("./package.json"))'], { encoding: 'utf8', env }),
  ) as { version: string };
  expectThat(sallyport('--version').trim() === version, `sallyport --version says ${version}`);
  const reach = sallyport(
    'reach',
    join(installed, 'demo/recording'),
    '--from',
    'internet',
    '--to',
    'edge-1',
    '--protocol',
    'tcp',
    '--port',
    '443',
  );
  expectThat(reach.startsWith('reachable'), 'sallyport reach answers');
  expectThat(sallyport('checks').includes('internet-admin-port'), 'sallyport checks lists them');
  sallyport('demo');
  expectThat(existsSync(join(folder, 'demo-output', 'github.json')), 'sallyport demo plays to its end');
} finally {
  if (process.argv.includes('--keep')) console.log(folder);
  else rmSync(folder, { recursive: true, force: true });
}
