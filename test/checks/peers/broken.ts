import { CHECKS, checkContext, runChecks } from '../../../src/checks/index.ts';
import { scanNetwork } from '../../../src/cli/scan-network.ts';
import { compile } from '../../../src/reachability/index.ts';
import { type FileReader, readTerraformDirectory } from '../../../src/terraform/index.ts';

/** A rule of another catalogue (or several that agree), and code whose resources named `fail…` break it, and no others. */
export type PeerCase = readonly [rules: string, name: string, files: string | Readonly<Record<string, string>>];

/** Addresses of a Terraform directory by what they break: a check of ours, or one that a cause or check refers to. */
export function brokenBy(files: PeerCase[2]): ReadonlyMap<string, ReadonlySet<string>> {
  const { network } = readTerraformDirectory(reader(typeof files === 'string' ? { 'main.tf': files } : files), '', {
    account: '123456789012',
    region: 'us-east-1',
  });
  // What a cause refers to says which of the check's Checkov and Trivy rules it breaks; the other catalogues' go with the check.
  const idsOf = (id: string, narrowed: readonly string[] | undefined) => {
    const references = CHECKS.find((check) => check.id === id)?.references ?? {};
    return Object.entries(references).flatMap(([catalogue, ids]) =>
      narrowed && ['checkov', 'trivy'].includes(catalogue) ? narrowed : ids,
    );
  };
  const broken = new Map<string, Set<string>>();
  for (const { check, also = [], because } of runChecks(
    checkContext(compile(scanNetwork({ kind: 'code', network, warnings: [], unread: [] }))),
  ))
    for (const { address, references } of because)
      for (const id of [check, ...also].flatMap((each) => [each, ...idsOf(each, references)]))
        if (address !== undefined) broken.set(id, (broken.get(id) ?? new Set()).add(address));
  return broken;
}

/** The resources that a case says break its rule. */
export function failing(files: PeerCase[2]): readonly string[] {
  const texts = typeof files === 'string' ? [files] : [files['main.tf']!];
  return texts.flatMap((text) => [
    ...[...text.matchAll(/^\s*resource\s+"(\w+)"\s+"(fail[\w-]*)"/gm)].map(([, type, name]) => `${type}.${name}`),
    ...[...text.matchAll(/^# fails: (.+)$/gm)].map(([, address]) => address!),
  ]);
}

function reader(files: Readonly<Record<string, string>>): FileReader {
  return {
    read: (path) => files[path],
    list: (path) => {
      const prefix = path === '' || path === '.' ? '' : `${path}/`;
      return [
        ...new Set(
          Object.keys(files).flatMap((name) =>
            name.startsWith(prefix) ? [name.slice(prefix.length).split('/')[0]!] : [],
          ),
        ),
      ].sort();
    },
  };
}
