import { readFileSync } from 'node:fs';
import Type from 'typebox';
import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { VARIABLES } from '../../src/config/variables.ts';
import { buildArgument, execForm, imageStage, imageStages } from '../support/deployment/dockerfile.ts';
import { startCommand } from '../support/deployment/start-command.ts';
import { startApp } from '../support/http/app.ts';

const Package = Type.Object({ optionalDependencies: Type.Record(Type.String(), Type.String()) });

test('the image gives Node the flags of `npm start`, and runs the same file', () => {
  const { flags, file } = startCommand();
  expect(flags).not.toEqual([]);
  expect(execForm(imageStage(null), 'CMD')).toEqual(['node', ...flags, file]);
});

test('its base is pinned by a digest, and is the Node that an install brings', () => {
  const { optionalDependencies } = Value.Parse(Package, JSON.parse(readFileSync('package.json', 'utf8')));
  const [, version] = /^node:([\d.]+)-slim@sha256:[0-9a-f]{64}$/.exec(buildArgument('NODE_IMAGE')) ?? [];
  expect(version).toBe(optionalDependencies.node);
  const bases = imageStages().map(({ from }) => from);
  expect(new Set(bases)).toEqual(new Set(['$' + '{NODE_IMAGE}', 'build']));
});

test('the product is the last stage, belongs to nobody who is root, and holds neither the laboratory nor tools', () => {
  const { name, instructions } = imageStage(null);
  expect(name).toBeNull();
  expect(instructions.filter((line) => line.startsWith('USER '))).toEqual(['USER 1000:1000']);
  const copied = instructions.flatMap((line) => /^COPY --from=pruned \/app\/(\S+) \S+$/.exec(line)?.[1] ?? []);
  expect(copied).toEqual(['package.json', 'prisma/migrations', 'node_modules', 'src']);
  expect(instructions.filter((line) => line.startsWith('COPY ')).length).toBe(copied.length);
});

test('nothing of the folder goes into a build but what the stages copy', () => {
  const allowed = [...readFileSync('.dockerignore', 'utf8').matchAll(/^!(.+)$/gm)].map(([, name = '']) => name);
  const copied = imageStages().flatMap(({ instructions }) =>
    instructions.flatMap((line) => /^COPY (?!--from)(.+) \S+$/.exec(line)?.[1]?.split(' ') ?? []),
  );
  expect(readFileSync('.dockerignore', 'utf8')).toMatch(/^\*$/m);
  expect([...new Set(copied.map((name) => name.split('/')[0]))].toSorted()).toEqual(allowed.toSorted());
});

test('its health check asks a route that there is, at the port that it exposes by default', async () => {
  const { instructions } = imageStage(null);
  const check = instructions.find((line) => line.startsWith('HEALTHCHECK ')) ?? '';
  const [, port, route = ''] = /127\.0\.0\.1:\$\{process\.env\.PORT \?\? (\d+)\}([^`]+)`/.exec(check) ?? [];
  expect(Number(port)).toBe(Value.Default(VARIABLES.properties.PORT, undefined));
  expect(instructions).toContain(`EXPOSE ${port}`);
  const { app } = await startApp();
  expect((await app.inject(route)).statusCode).toBe(200);
});
