import { readFileSync } from 'node:fs';
import Type from 'typebox';
import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config/load-config.ts';
import { VARIABLES } from '../../src/config/variables.ts';

/** As much of a configuration as is needed. */
const ENV: NodeJS.ProcessEnv = {
  BUSINESS_UNITS_FILE: 'business-units.example.json',
  WEBHOOK_SECRETS: `whsec_${Buffer.alloc(32).toString('base64')}`,
  SUITECRM_URL: 'https://crm.example.com',
  SUITECRM_CLIENT_ID: 'client',
  SUITECRM_CLIENT_SECRET: 'secret',
  IKCRM_URL: 'https://ikcrm.example.com',
  IKCRM_LOGIN: 'login',
  IKCRM_PASSWORD: 'password',
  IKCRM_CORP_ID: 'corp',
};
const READ = Object.keys(VARIABLES.properties).toSorted();

const Texts = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]));
const Compose = Type.Object({
  services: Type.Object({
    app: Type.Object({
      build: Type.Literal('.'),
      env_file: Type.Literal('.env'),
      environment: Texts,
      ports: Type.Array(Type.String()),
      volumes: Type.Array(Type.String()),
      stop_grace_period: Type.String({ pattern: '^[0-9]+s$' }),
    }),
    postgres: Type.Object({ image: Type.String(), environment: Texts, volumes: Type.Array(Type.String()) }),
  }),
  volumes: Type.Record(Type.String(), Type.Unknown()),
});

test('.env.example has every variable that is read, and no other', () => {
  const names = [...readFileSync('.env.example', 'utf8').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
  expect(names.toSorted()).toEqual(READ);
});

test('the table of variables explains every one that is read, and no other', () => {
  const table = readFileSync('docs/configuration.md', 'utf8');
  const cells = [...table.matchAll(/^\| (`[A-Z][^|]*) \|/gm)].map(([, cell = '']) => cell);
  const names = cells.flatMap((cell) => [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name));
  expect(names.toSorted()).toEqual(READ);
});

test('docker-compose.yml sets what is read, and its services fit together', () => {
  const { services, volumes } = Value.Parse(Compose, parse(readFileSync('docker-compose.yml', 'utf8')));
  const { app, postgres } = services;
  expect(Object.keys(app.environment).filter((name) => !READ.includes(name))).toEqual([]);
  expect(app.ports).toEqual([`3000:${app.environment.PORT}`]);
  expect(app.volumes).toEqual([`./business-units.json:${app.environment.BUSINESS_UNITS_FILE}:ro`]);
  const { username, password, hostname, pathname } = new URL(String(app.environment.DATABASE_URL));
  expect({ POSTGRES_USER: username, POSTGRES_PASSWORD: password, POSTGRES_DB: pathname.slice(1) }).toEqual(
    postgres.environment,
  );
  expect(Object.keys(services)).toContain(hostname);
  expect(postgres.volumes.map((volume) => volume.split(':')[0])).toEqual(Object.keys(volumes));
  const graceMs = Number.parseInt(app.stop_grace_period, 10) * 1000;
  expect(graceMs).toBeGreaterThan(loadConfig(ENV).shutdownGraceMs);
});
