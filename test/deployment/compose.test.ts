import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import Type from 'typebox';
import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config/load-config.ts';
import { execForm, imageStage } from '../support/deployment/dockerfile.ts';
import { configOf, isRead, LONGEST_STOP_MS, SECRET_VALUES } from '../support/deployment/read-config.ts';
import { startApp } from '../support/http/app.ts';

const Texts = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]));
const Seconds = Type.String({ pattern: '^[0-9]+s$' });
const Bind = Type.Object({
  type: Type.Literal('bind'),
  source: Type.String(),
  target: Type.String(),
  read_only: Type.Literal(true),
  // Without it Docker makes a folder in the place of a file that is missing.
  bind: Type.Object({ create_host_path: Type.Literal(false) }),
});
const Hardened = {
  read_only: Type.Literal(true),
  cap_drop: Type.Tuple([Type.Literal('ALL')]),
  security_opt: Type.Tuple([Type.Literal('no-new-privileges:true')]),
};
const Compose = Type.Object({
  services: Type.Object({
    proxy: Type.Object({ ports: Type.Array(Type.String()), volumes: Type.Array(Bind), ...Hardened }),
    app: Type.Object({
      build: Type.Literal('.'),
      env_file: Type.String(),
      environment: Texts,
      volumes: Type.Array(Bind),
      stop_grace_period: Seconds,
      ...Hardened,
    }),
    postgres: Type.Object({ image: Type.String(), environment: Texts, volumes: Type.Array(Type.String()) }),
    crms: Type.Object({ profiles: Type.Tuple([Type.Literal('demo')]) }),
    shops: Type.Object({ profiles: Type.Tuple([Type.Literal('demo')]), command: Type.Array(Type.String()) }),
  }),
  volumes: Type.Record(Type.String(), Type.Unknown()),
});
const Overlay = Type.Object({
  services: Type.Object({
    app: Type.Object({ environment: Texts, secrets: Type.Array(Type.String()) }),
    postgres: Type.Object({ environment: Texts, secrets: Type.Array(Type.String()) }),
  }),
  secrets: Type.Record(Type.String(), Type.Object({ file: Type.String() })),
});

const compose = Value.Parse(Compose, parse(readFileSync('docker-compose.yml', 'utf8')));
const { app, postgres, proxy } = compose.services;
const haproxy = readFileSync('ops/compose/haproxy.cfg', 'utf8');
const demo = parseEnv(readFileSync('ops/compose/demo.env', 'utf8'));

/** What Compose puts in the place of `${NAME:-default}`, with these variables. */
function interpolated(text: string, env: NodeJS.Dict<string> = {}): string {
  return text.replaceAll(/\$\{(\w+):-([^}]*)\}/g, (_, name: string, fallback: string) => env[name] || fallback);
}

/** The word behind an option of a command. */
function optionOf(command: readonly string[], option: string): string | undefined {
  return command[command.indexOf(option) + 1];
}

/** What docker-compose.yml itself tells the app. */
function settingsOfApp(): Record<string, string> {
  return Object.fromEntries(Object.entries(app.environment).map(([name, value]) => [name, String(value)]));
}

/** The files that the app finds under their paths in the container. */
function filesWith(env: NodeJS.Dict<string>): Record<string, string> {
  return Object.fromEntries(
    app.volumes.map(({ source, target }) => [target, readFileSync(interpolated(source, env), 'utf8')]),
  );
}

test('the app is told what is read, of files that are mounted, and of the database that is there', () => {
  expect(Object.keys(app.environment).filter((name) => !isRead(name))).toEqual([]);
  expect(app.volumes.map(({ target }) => target)).toEqual([
    app.environment.BUSINESS_UNITS_FILE,
    app.environment.SHOPS_FILE,
  ]);
  const { username, password, hostname, pathname } = new URL(String(app.environment.DATABASE_URL));
  expect({ POSTGRES_USER: username, POSTGRES_PASSWORD: password, POSTGRES_DB: pathname.slice(1) }).toEqual(
    postgres.environment,
  );
  expect(Object.keys(compose.services)).toContain(hostname);
  expect(postgres.volumes.map((volume) => volume.split(':')[0])).toEqual(Object.keys(compose.volumes));
  expect(Number.parseInt(app.stop_grace_period, 10) * 1000).toBeGreaterThan(LONGEST_STOP_MS);
});

test('where no shop is connected, the file of shops that is mounted has none', () => {
  const files = filesWith({ BUSINESS_UNITS_FILE: 'business-units.example.json' });
  const crm = { SUITECRM_URL: 'https://crm.example.com', SUITECRM_CLIENT_ID: 'client' };
  expect(configOf({ ...settingsOfApp(), ...crm }, files).shops.size).toBe(0);
});

test('only the proxy publishes ports, one for webhooks and one for ops on this machine, and PORT and ADMIN_PORT change them', () => {
  expect(Object.entries(compose.services).flatMap(([name, service]) => ('ports' in service ? [name] : []))).toEqual([
    'proxy',
  ]);
  const [webhooks, ops] = [...haproxy.matchAll(/^ +bind \*:(\d+)$/gm)].map(([, port]) => port);
  const published = (env: NodeJS.Dict<string>) => proxy.ports.map((port) => interpolated(port, env));
  expect(published({})).toEqual([`3000:${webhooks}`, `127.0.0.1:9464:${ops}`]);
  expect(published({ PORT: '8000', ADMIN_PORT: '9000' })).toEqual([`8000:${webhooks}`, `127.0.0.1:9000:${ops}`]);
});

test('the proxy finds every replica that is ready, on both of its ports', async () => {
  const found = [...haproxy.matchAll(/server-template app (\d+) (\w+):(\d+) check .*resolvers docker/g)];
  expect(found.map(([, , host, port]) => [host, Number(port)])).toEqual([
    ['app', app.environment.PORT],
    ['app', app.environment.ADMIN_PORT],
  ]);
  for (const [, slots] of found) expect(Number(slots)).toBeGreaterThanOrEqual(10);
  const [, route = ''] = /http-check send meth GET uri (\S+)/.exec(haproxy) ?? [];
  const { app: service, health } = await startApp();
  expect((await service.inject(route)).statusCode).toBe(200);
  health.checks = { database: 'failed' };
  expect((await service.inject(route)).statusCode).toBe(503);
});

test('the demo is a configuration whose CRMs and shops are the services of its profile', () => {
  const { COMPOSE_PROJECT_NAME, ENV_FILE, ...settings } = demo;
  expect(COMPOSE_PROJECT_NAME).not.toBe('tillbridge');
  expect(interpolated(app.env_file, demo)).toBe(ENV_FILE);
  const files = filesWith(demo);
  const config = loadConfig(
    { ...settings, ...settingsOfApp() },
    { readFile: (path) => Buffer.from(files[path] ?? '') },
  );
  const crms = execForm(imageStage('lab'), 'CMD');
  expect(config.suitecrm?.url).toBe(`http://crms:${optionOf(crms, '--port')}`);
  expect(config.ikcrm?.url).toBe(`http://crms:${optionOf(crms, '--ikcrm-port')}`);
  const { command } = compose.services.shops;
  expect(config.shops.get('blog')?.api?.url).toBe(`http://shops:${optionOf(command, '--port')}`);
  expect(optionOf(command, '--url')).toBe(`http://proxy:${proxy.ports[0]?.split(':').at(-1)}`);
  const named = [...readFileSync('ops/compose/demo-shops.json', 'utf8').matchAll(/\$\{(\w+)\}/g)].map(
    ([, name = '']) => name,
  );
  expect(Object.keys(settings).filter((name) => !isRead(name) && !named.includes(name))).toEqual([]);
});

test('secrets as files: each stands where its variable says, and its own variable is taken back', () => {
  const overlay = Value.Parse(Overlay, parse(readFileSync('ops/compose/secrets.yml', 'utf8')));
  const { services, secrets } = overlay;
  expect(services.app.secrets).toEqual(Object.keys(SECRET_VALUES));
  for (const [{ environment, secrets: mounted }, known] of [
    [services.app, isRead],
    [services.postgres, (name: string) => name.replace(/_FILE$/, '') in postgres.environment],
  ] as const) {
    const names = mounted.flatMap((name) => [name, `${name}_FILE`]);
    expect(Object.keys(environment)).toEqual(names);
    expect(names.filter((name) => !known(name))).toEqual([]);
    for (const name of mounted) {
      expect(environment).toMatchObject({ [name]: '', [`${name}_FILE`]: `/run/secrets/${name}` });
      expect(secrets[name]).toEqual({ file: `./secrets/${name}` });
    }
  }
});
