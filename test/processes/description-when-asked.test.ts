import { expect, it } from 'vitest';
import { loadedModules, TELLS_MODULES } from '../support/loaded-modules.ts';
import { startProcessBench } from '../support/process-bench.ts';

/** A bundle holds the libraries that are always there in one file. */
const FROM_SOURCES = 'src/main.ts';
const LIBRARIES = /[\\/]node_modules[\\/]@fastify[\\/](swagger(?:-ui)?|static)[\\/]/;

it('what makes the description of the API is loaded when somebody asks for that, and not before', async () => {
  await using bench = await startProcessBench();
  const librariesAfter = async (...routes: readonly string[]) => {
    await using service = await bench.start(TELLS_MODULES, FROM_SOURCES);
    for (const route of routes) expect((await fetch(service.url + route)).status).toBe(200);
    expect(await service.terminate()).toEqual({ code: 0, signal: null });
    const modules = loadedModules(service.log());
    // The list itself is whole.
    expect(modules).toContainEqual(expect.stringMatching(/[\\/]fastify[\\/]fastify\.js$/));
    return new Set(modules.flatMap((module) => LIBRARIES.exec(module)?.[1] ?? []));
  };
  expect(await librariesAfter('/health', '/metrics')).toEqual(new Set());
  expect(await librariesAfter('/openapi.json')).toEqual(new Set(['swagger', 'swagger-ui', 'static']));
});
