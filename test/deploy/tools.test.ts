import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';

/** What the tools of each kind of deployment say of our files; only where they are installed. */
const has = (program: string) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;

it.runIf(has('kubectl'))('kubectl builds the Kubernetes objects, all in one namespace', () => {
  const built = parseAllDocuments(execFileSync('kubectl', ['kustomize', 'deploy/kubernetes'], { encoding: 'utf8' }));
  const objects = built.map((document) => document.toJS() as { kind: string; metadata: { namespace?: string } });
  expect(objects.map(({ kind }) => kind).sort()).toEqual([
    'Deployment',
    'Deployment',
    'Ingress',
    'Namespace',
    'NetworkPolicy',
    'PodDisruptionBudget',
    'Service',
    'ServiceAccount',
  ]);
  for (const { kind, metadata } of objects) if (kind !== 'Namespace') expect(metadata.namespace).toBe('sallyport');
});

it.runIf(has('systemd-analyze'))('systemd understands every line of the unit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-unit-'));
  try {
    const path = join(folder, 'sallyport.service');
    // The program has to be there for this check; where Node is differs between machines.
    writeFileSync(
      path,
      readFileSync('deploy/systemd/sallyport.service', 'utf8').replace('/usr/bin/node', process.execPath),
    );
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
    expect({ status, about: stderr.split('\n').filter((line) => line.includes('sallyport')) }).toEqual({
      status: 0,
      about: [],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.runIf(has('terraform'))('terraform accepts the form of the role’s module', () => {
  execFileSync('terraform', ['fmt', '-check', '-diff', 'deploy/terraform']);
});
