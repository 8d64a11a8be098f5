import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './rig.ts';

/** A PostgreSQL server of the test's own, which it may stop as it likes. */
export interface OwnServer {
  readonly url: string;
  /** `fast`: sessions are ended first; `immediate`: as in a crash, the log is recovered at the start. */
  stop(how: 'fast' | 'immediate'): void;
  start(): void;
  remove(): void;
}

/** Where Debian and its like keep what is on no PATH. */
const VERSIONS = '/usr/lib/postgresql';

/** The folder of initdb and pg_ctl; undefined where there is none. */
export function serverPrograms(): string | undefined {
  const installed = existsSync(VERSIONS) ? readdirSync(VERSIONS).map((version) => join(VERSIONS, version, 'bin')) : [];
  return [...(process.env['PATH'] ?? '').split(':'), ...installed].find((folder) => existsSync(join(folder, 'initdb')));
}

export async function startOwnServer(programs: string): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-postgres-'));
  const data = join(folder, 'data');
  const isRoot = process.getuid?.() === 0;
  // PostgreSQL refuses to run as root.
  const user = (option: '-u' | '-g') => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  if (isRoot) chownSync(folder, user('-u'), user('-g'));
  const run = (program: string, ...args: readonly string[]) => {
    const [command = '', ...rest] = [...(isRoot ? ['runuser', '-u', 'postgres', '--'] : []), join(programs, program)];
    execFileSync(command, [...rest, '-D', data, ...args], { stdio: 'ignore', cwd: folder, timeout: 60_000 });
  };
  const port = await freePort();
  const server: OwnServer = {
    url: `postgres://sallyport@127.0.0.1:${port}/postgres`,
    stop: (how) => run('pg_ctl', '-w', '-m', how, 'stop'),
    start: () =>
      run(
        'pg_ctl',
        '-w',
        '-l',
        join(folder, 'log'),
        '-o',
        `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1`,
        'start',
      ),
    remove() {
      if (existsSync(join(data, 'postmaster.pid'))) server.stop('immediate');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  run('initdb', '-U', 'sallyport', '--auth=trust');
  server.start();
  return server;
}
