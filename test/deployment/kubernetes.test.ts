import { expect, test } from 'vitest';
import { MIGRATION_PATIENCE } from '../../src/database/migration-patience.ts';
import { imageStage } from '../support/deployment/dockerfile.ts';
import { manifestFiles, manifestOf, readManifests } from '../support/deployment/manifests.ts';
import { configOf, isRead, LONGEST_STOP_MS, SECRET_VALUES } from '../support/deployment/read-config.ts';
import { faultsOfManifests } from '../support/deployment/schemas.ts';
import { startApp } from '../support/http/app.ts';
import { projectText } from '../support/source-files.ts';

const { spec: deployment } = manifestOf('Deployment');
const { spec: pod, metadata } = deployment.template;
const [container] = pod.containers;
const settings = manifestOf('ConfigMap', 'tillbridge-settings').data;
const own = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));

/** Where a volume is mounted. */
function mountOf(kind: 'secret' | 'configMap'): string {
  const name = pod.volumes.find((volume) => volume[kind] !== undefined)?.name;
  return container.volumeMounts.find((mount) => mount.name === name)?.mountPath ?? '';
}

/** The files that the pods find, by their paths. */
function mountedFiles(): Record<string, string> {
  const { data } = manifestOf('ConfigMap', 'tillbridge-files');
  return Object.fromEntries(Object.entries(data).map(([key, text]) => [`${mountOf('configMap')}/${key}`, text]));
}

/** A pod whose only container says this beside its name. */
function withContainer(fields: object) {
  const spec = { containers: [{ name: 'one', ...fields }] };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    document: { apiVersion: 'apps/v1', kind: 'Deployment', spec: { selector: {}, template: { spec } } },
  };
}

test('every object is one that Kubernetes, or the Prometheus operator, knows, with all its fields', () => {
  const objects = readManifests().filter(({ kind }) => kind !== 'Kustomization');
  expect(objects.length).toBeGreaterThanOrEqual(7);
  expect(faultsOfManifests(objects)).toEqual([]);
});

test('the check itself tells a wrong value, a field that is misspelt, and a kind that is none', () => {
  const faults = faultsOfManifests([
    withContainer({}),
    withContainer({ ports: [{ containerPort: 'http' }] }),
    withContainer({ readinesProbe: {} }),
    { ...withContainer({}), apiVersion: 'apps/v1beta1' },
  ]);
  expect(faults).toEqual([
    expect.stringContaining('containerPort must be integer'),
    'Deployment: there is none of apps/v1beta1',
    expect.stringContaining("Type 'string' is not assignable to type 'number'"),
    expect.stringMatching(/readinesProbe.* does not exist in type 'IContainer'/),
  ]);
});

test('the settings and files are a configuration', () => {
  expect(Object.keys({ ...settings, ...own }).filter((name) => !isRead(name))).toEqual([]);
  const config = configOf({ ...settings, ...own }, mountedFiles());
  expect([...config.businessUnits.keys()]).toEqual(['experience']);
  const portOf = (wanted: string) => container.ports.find(({ name }) => name === wanted)?.containerPort;
  expect([config.http.port, config.http.admin?.port]).toEqual([portOf('http'), portOf('admin')]);
});

test('each secret is a file under the name that its variable gives it, and in no ConfigMap', () => {
  const keys = Object.keys(manifestOf('Secret').stringData);
  expect(keys).toEqual(Object.keys(SECRET_VALUES));
  expect(own).toEqual(Object.fromEntries(keys.map((key) => [`${key}_FILE`, `${mountOf('secret')}/${key}`])));
  expect(keys.filter((key) => key in settings)).toEqual([]);
});

test('what is named is there: ConfigMaps, the Secret, the image, the files', () => {
  expect(container.envFrom).toEqual([{ configMapRef: { name: 'tillbridge-settings' } }]);
  for (const { secret, configMap } of pod.volumes) {
    if (secret !== undefined) manifestOf('Secret', secret.secretName);
    if (configMap !== undefined) manifestOf('ConfigMap', configMap.name);
  }
  const { resources, images } = manifestOf('Kustomization');
  expect(images.map(({ name }) => name)).toEqual([container.image]);
  expect(resources.toSorted()).toEqual(
    manifestFiles()
      .filter((file) => !file.includes('.example.'))
      .toSorted(),
  );
});

test('the probes ask routes that there are, and a start has longer than migrations may take', async () => {
  const { app, health } = await startApp();
  const { startupProbe, livenessProbe, readinessProbe } = container;
  for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe]) {
    expect(container.ports.map(({ name }) => name)).toContain(httpGet.port);
    expect([httpGet.path, (await app.inject(httpGet.path)).statusCode]).toEqual([httpGet.path, 200]);
  }
  health.checks = { database: 'failed' };
  expect((await app.inject(readinessProbe.httpGet.path)).statusCode).toBe(503);
  // A restart would not bring the database back.
  expect((await app.inject(livenessProbe.httpGet.path)).statusCode).toBe(200);
  const { othersMs, totalMs } = MIGRATION_PATIENCE;
  expect(startupProbe.periodSeconds * startupProbe.failureThreshold * 1000).toBeGreaterThan(othersMs + totalMs);
});

test('a replica that stops has time to, after the pause in which it is taken out of the way', () => {
  const [program, seconds] = container.lifecycle.preStop.exec.command;
  expect(program).toBe('sleep');
  expect(pod.terminationGracePeriodSeconds * 1000).toBeGreaterThan(Number(seconds) * 1000 + LONGEST_STOP_MS);
  expect(deployment.strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 });
});

test('it runs as the user of the image', () => {
  const user = imageStage(null).instructions.find((line) => line.startsWith('USER '));
  expect(user).toBe(`USER ${pod.securityContext.runAsUser}:${pod.securityContext.runAsGroup}`);
});

test('memory is enough for what the service may take under load', async () => {
  const [, most = ''] =
    /\| memory at most under load[^|]*\| [^|]*\| *\| ≤ (\d+) MB \|/.exec(await projectText('docs/performance.md')) ??
    [];
  const [requested, limit] = [container.resources.requests.memory, container.resources.limits.memory].map((text) =>
    Number(/^(\d+)Mi$/.exec(text ?? '')?.[1]),
  );
  expect(requested).toBeGreaterThanOrEqual(Number(most));
  expect(limit).toBeGreaterThanOrEqual(2 * Number(most));
});

test('everything that selects finds the pods, and Prometheus scrapes a port and a route that there are', async () => {
  const { labels } = metadata;
  const service = manifestOf('Service');
  const monitor = manifestOf('ServiceMonitor').spec;
  const budget = manifestOf('PodDisruptionBudget').spec;
  expect([deployment.selector.matchLabels, service.spec.selector, budget.selector.matchLabels]).toEqual([
    labels,
    labels,
    labels,
  ]);
  expect(monitor.selector.matchLabels).toEqual(service.metadata.labels);
  const ports = container.ports.map(({ name }) => name);
  expect(service.spec.ports.filter(({ targetPort }) => !ports.includes(targetPort))).toEqual([]);
  const { url, adminUrl } = await startApp({ opsApart: true });
  for (const { port, path } of monitor.endpoints) {
    expect(service.spec.ports.map(({ name }) => name)).toContain(port);
    expect((await fetch(`${port === 'admin' ? adminUrl : url}${path}`)).status).toBe(200);
  }
});
