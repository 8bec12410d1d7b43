import Type from 'typebox';
import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { projectText, sourceFiles } from '../support/source-files.ts';

const Biome = Type.Object({
  overrides: Type.Array(
    Type.Object({
      includes: Type.Array(Type.String()),
      linter: Type.Object({
        rules: Type.Object({
          style: Type.Optional(
            Type.Object({
              noRestrictedImports: Type.Object({
                level: Type.String(),
                options: Type.Object({ patterns: Type.Array(Type.Object({ group: Type.Array(Type.String()) })) }),
              }),
            }),
          ),
        }),
      }),
    }),
  ),
});

/** The rooms with a wall, and those that each may not import from. */
async function walls(): Promise<Map<string, readonly string[]>> {
  const { overrides } = Value.Parse(Biome, JSON.parse(await projectText('biome.json')));
  return new Map(
    overrides.flatMap(({ includes, linter }): [string, readonly string[]][] => {
      const room = /^src\/([a-z]+)\/\*\*$/.exec(includes[0] ?? '')?.[1];
      const wall = linter.rules.style?.noRestrictedImports;
      if (room === undefined || wall === undefined) return [];
      expect(wall.level).toBe('error');
      const names = wall.options.patterns.flatMap(({ group }) => group);
      return [[room, names.map((name) => name.replace(/^\.\.\/\*\*\//, '').replace(/\/\*\*$/, ''))]];
    }),
  );
}

const roomOf = (file: string) => /^src\/([a-z]+)\//.exec(file)?.[1] ?? null;

test('every room of src has a wall, and no wall is left of a room that is gone', async () => {
  const rooms = new Set((await sourceFiles('src')).flatMap(({ path }) => roomOf(path) ?? []));
  expect([...(await walls()).keys()].sort()).toEqual([...rooms].sort());
});

test('of two rooms at most one may import from the other, and the laboratory is no part of the product', async () => {
  const all = await walls();
  for (const [room, closed] of all) {
    expect([room, closed.includes('lab')]).toEqual([room, true]);
    for (const [other, others] of all) {
      if (other !== room) expect([room, other, closed.includes(other) || others.includes(room)]).toContain(true);
    }
  }
});

test('no import goes through a wall', async () => {
  const all = await walls();
  const through = (await sourceFiles('src')).flatMap(({ path, imports }) => {
    const closed = all.get(roomOf(path) ?? '') ?? [];
    return imports.filter((target) => closed.includes(roomOf(target) ?? 'lab')).map((target) => `${path} -> ${target}`);
  });
  expect(through).toEqual([]);
});

test('the architecture names every room', async () => {
  const architecture = await projectText('docs/architecture.md');
  for (const room of (await walls()).keys()) {
    expect([room, architecture.includes(`\`${room}/\``)]).toEqual([room, true]);
  }
});
