import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { environmentSchema } from '../../src/server/index.ts';

const read = (path: string) => readFileSync(path, 'utf8');
const { version, bin } = JSON.parse(read('package.json')) as {
  readonly version: string;
  readonly bin: { readonly sallyport: string };
};

describe('Dockerfile', () => {
  const text = read('Dockerfile');
  const stages = text.split(/^FROM /m).slice(1);
  const last = stages.at(-1)!;
  const instructions = (name: string, stage: string) =>
    [...stage.matchAll(new RegExp(`^${name} ((?:.*\\\\\\n)*.*)`, 'gm'))].map(([, rest]) => rest!);

  it('ships neither the compiler, a shell nor root', () => {
    expect(stages).toHaveLength(2);
    expect(last).toMatch(/^gcr\.io\/distroless\/nodejs\d+-debian\d+:nonroot\n/);
    expect(instructions('USER', last)).toEqual(['65532:65532']);
    expect(instructions('RUN', last)).toEqual([]);
    for (const form of [...instructions('CMD', last), ...instructions('ENTRYPOINT', last)])
      expect(() => JSON.parse(form), form).not.toThrow();
    expect(instructions('HEALTHCHECK', last)[0]).toMatch(/CMD \["\/nodejs\/bin\/node", /);
  });

  it('runs no script of a dependency', () => {
    for (const command of instructions('RUN', stages[0]!).flatMap((run) => run.split('&&')))
      if (/npm (?:ci|install|prune)/.test(command)) expect(command).toContain('--ignore-scripts');
  });

  it('copies what there is, and what the build context lets in', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    expect(read('.dockerignore')).toMatch(/^\*$/m);
    const sources = stages.flatMap((stage) =>
      instructions('COPY', stage)
        .filter((copy) => !copy.startsWith('--from'))
        .flatMap((copy) => copy.split(' ').slice(0, -1)),
    );
    for (const source of sources) {
      expect(existsSync(source), source).toBe(true);
      expect(allowed).toContain(source.replace('./', ''));
    }
  });

  it('starts what package.json names', () => {
    expect(JSON.parse(instructions('CMD', last).at(-1)!)).toEqual([bin.sallyport, 'serve']);
  });
});

it('docker-compose.yml confines the service, and publishes it to this machine alone', () => {
  const hardened = z.object({
    read_only: z.literal(true),
    cap_drop: z.tuple([z.literal('ALL')]),
    security_opt: z.array(z.string()).refine((options) => options.includes('no-new-privileges:true')),
    ports: z.array(z.string().startsWith('127.0.0.1:')),
    depends_on: z.record(z.string(), z.object({ condition: z.literal('service_healthy') })),
  });
  const file = z
    .object({ services: z.object({ sallyport: hardened, database: z.object({ healthcheck: z.looseObject({}) }) }) })
    .parse(parse(read('docker-compose.yml')));
  expect(Object.keys(file.services.sallyport.depends_on)).toEqual(['database']);
  expect(file.services.database).not.toHaveProperty('ports');
});

describe('Kubernetes', () => {
  const folder = 'deploy/kubernetes';
  const listed = (parse(read(join(folder, 'kustomization.yaml'))) as { resources: string[] }).resources;
  const objects = listed.flatMap((name) =>
    parseAllDocuments(read(join(folder, name))).map((document) => {
      expect(document.errors).toEqual([]);
      return z
        .looseObject({ apiVersion: z.string(), kind: z.string(), metadata: z.looseObject({ name: z.string() }) })
        .parse(document.toJS());
    }),
  );
  const labels = z.record(z.string(), z.string());
  const probe = z.object({
    httpGet: z.object({ path: z.enum(['/healthz', '/readyz']), port: z.literal('http') }),
    periodSeconds: z.int().optional(),
    failureThreshold: z.int().optional(),
    timeoutSeconds: z.int().optional(),
  });
  const deployment = z.strictObject({
    apiVersion: z.literal('apps/v1'),
    kind: z.literal('Deployment'),
    metadata: z.strictObject({ name: z.string(), labels }),
    spec: z.strictObject({
      replicas: z.int(),
      selector: z.strictObject({ matchLabels: labels }),
      strategy: z.strictObject({ rollingUpdate: z.strictObject({ maxUnavailable: z.literal(0), maxSurge: z.int() }) }),
      template: z.strictObject({
        metadata: z.strictObject({ labels }),
        spec: z.strictObject({
          serviceAccountName: z.literal('sallyport'),
          automountServiceAccountToken: z.literal(false),
          terminationGracePeriodSeconds: z.int().min(35),
          securityContext: z.strictObject({
            runAsNonRoot: z.literal(true),
            runAsUser: z.literal(65_532),
            seccompProfile: z.strictObject({ type: z.literal('RuntimeDefault') }),
          }),
          containers: z.tuple([
            z.strictObject({
              name: z.string(),
              image: z.literal('ghcr.io/sallyport/sallyport'),
              env: z.array(z.strictObject({ name: z.string(), value: z.string() })),
              envFrom: z.array(z.strictObject({ secretRef: z.strictObject({ name: z.string() }) })),
              ports: z.tuple([z.strictObject({ name: z.literal('http'), containerPort: z.literal(3000) })]),
              startupProbe: probe,
              livenessProbe: probe,
              readinessProbe: probe,
              resources: z.strictObject({
                requests: z.record(z.string(), z.string()),
                limits: z.record(z.string(), z.string()),
              }),
              securityContext: z.strictObject({
                allowPrivilegeEscalation: z.literal(false),
                readOnlyRootFilesystem: z.literal(true),
                capabilities: z.strictObject({ drop: z.tuple([z.literal('ALL')]) }),
              }),
            }),
          ]),
        }),
      }),
    }),
  });
  const deployments = objects.filter(({ kind }) => kind === 'Deployment').map((object) => deployment.parse(object));

  it('every file is listed, every object named once', () => {
    expect([...listed, 'kustomization.yaml'].sort()).toEqual(readdirSync(folder).sort());
    const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('web takes webhooks, worker works, and each selects its own pods', () => {
    expect(deployments.map(({ metadata, spec }) => [metadata.name, spec.template.spec.containers[0].env])).toEqual([
      ['sallyport-web', [{ name: 'WORKERS', value: 'off' }]],
      ['sallyport-worker', [{ name: 'WORKERS', value: 'on' }]],
    ]);
    for (const { spec } of deployments) expect(spec.template.metadata.labels).toEqual(spec.selector.matchLabels);
    for (const { spec } of deployments)
      expect(spec.template.spec.containers[0].readinessProbe.httpGet.path).toBe('/readyz');
    for (const { spec } of deployments)
      expect(spec.template.spec.containers[0].livenessProbe.httpGet.path).toBe('/healthz');
  });

  it('the service leads to web, the ingress to the service, by the webhooks’ path alone', () => {
    const [web] = deployments;
    const service = objects.find(({ kind }) => kind === 'Service') as unknown as { spec: { selector: object } };
    expect(service.spec.selector).toEqual(web!.spec.template.metadata.labels);
    const ingress = objects.find(({ kind }) => kind === 'Ingress') as unknown as {
      spec: { rules: { http: { paths: object[] } }[] };
    };
    expect(ingress.spec.rules.flatMap(({ http }) => http.paths)).toEqual([
      {
        path: '/api/github/webhooks',
        pathType: 'Exact',
        backend: { service: { name: 'sallyport', port: { name: 'http' } } },
      },
    ]);
  });

  it('runs this version', () =>
    expect(parse(read(join(folder, 'kustomization.yaml')))).toMatchObject({ images: [{ newTag: version }] }));
});

describe('the systemd unit', () => {
  const lines = read('deploy/systemd/sallyport.service').split('\n');
  it.each([
    'DynamicUser=yes',
    'NoNewPrivileges=yes',
    'ProtectSystem=strict',
    'ProtectHome=yes',
    'CapabilityBoundingSet=',
    'UMask=0077',
    'EnvironmentFile=/etc/sallyport/app.env',
  ])('says %s', (line) => expect(lines).toContain(line));
  it('starts what the package installs', () => {
    expect(lines).toContain(`ExecStart=/usr/bin/node /opt/sallyport/node_modules/sallyport/${bin.sallyport} serve`);
  });
  it('waits longer than a drain takes', () => {
    const seconds = Number(lines.find((line) => line.startsWith('TimeoutStopSec='))?.split('=')[1]);
    expect(seconds).toBeGreaterThan(25);
  });
  it('knows no key twice in a section but those that add up', () => {
    const keys = lines.filter((line) => /^\w+=/.test(line)).map((line) => line.split('=')[0]!);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });
});

it('no deployment sets a variable that the service does not read', () => {
  const { properties } = z.object({ properties: z.record(z.string(), z.unknown()) }).parse(environmentSchema());
  const readable = new Set([...Object.keys(properties), 'NODE_ENV']);
  const compose = z
    .object({ services: z.object({ sallyport: z.object({ environment: z.record(z.string(), z.string()) }) }) })
    .parse(parse(read('docker-compose.yml')));
  const set = [
    ...Object.keys(compose.services.sallyport.environment),
    ...['web', 'worker'].flatMap((name) => {
      const text = read(`deploy/kubernetes/${name}.yaml`);
      const listed = /# ([A-Z_]+(?:, [A-Z_]+)+)$/m.exec(text)?.[1]?.split(', ') ?? [];
      return [...listed, ...[...text.matchAll(/\{ name: ([A-Z_]+), value:/g)].map(([, variable]) => variable!)];
    }),
    ...[
      ...read('Dockerfile').matchAll(/^ENV (.*)$/gm),
      ...read('deploy/systemd/sallyport.service').matchAll(/^Environment=(.*)$/gm),
    ]
      .flatMap(([, pairs]) => pairs!.split(' '))
      .map((pair) => pair.split('=')[0]!),
  ];
  expect(set).toEqual(
    expect.arrayContaining(['DATABASE_URL', 'WORKERS', 'SALLYPORT_SECRET', 'DATA_DIR', 'NODE_ENV', 'HOST']),
  );
  expect(set.filter((name) => !readable.has(name))).toEqual([]);
});
