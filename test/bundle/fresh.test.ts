import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { bundleIsFresh, STATED, statedSources } from '../../src/bundle.js';

const EARLIER = new Date('2026-01-01T10:00:00Z');
const MADE = new Date('2026-01-01T11:00:00Z');
const LATER = new Date('2026-01-01T12:00:00Z');

test('a bundle is taken while the sources are those that it was made of', async () => {
  await using place = await sourcesAndBundle();
  expect(bundleIsFresh(place.bundle, place.sources)).toBe(true);
});

test('a source that was changed since leaves the bundle out, were it of the same size', async () => {
  await using place = await sourcesAndBundle();
  await place.write('room/one.ts', 'export const one = 2;\n', LATER);
  expect(bundleIsFresh(place.bundle, place.sources)).toBe(false);
});

test('a source that came or went leaves the bundle out, however old it is', async () => {
  await using place = await sourcesAndBundle();
  await place.write('room/two.ts', 'export const two = 2;\n', EARLIER);
  expect(bundleIsFresh(place.bundle, place.sources)).toBe(false);
  await rm(path.join(place.sources, 'room'), { recursive: true });
  expect(bundleIsFresh(place.bundle, place.sources)).toBe(false);
});

test('without a bundle, or with half of one, none is taken', async () => {
  await using place = await sourcesAndBundle();
  await rm(path.join(place.bundle, STATED));
  expect(bundleIsFresh(place.bundle, place.sources)).toBe(false);
});

async function sourcesAndBundle() {
  const folder = await mkdtemp(path.join(tmpdir(), 'tillbridge-bundle-'));
  const [sources, bundle] = [path.join(folder, 'src'), path.join(folder, 'bundle')];
  await mkdir(path.join(sources, 'room'), { recursive: true });
  await mkdir(bundle);
  const write = async (name: string, text: string, at: Date) => {
    await writeFile(path.join(sources, name), text);
    await utimes(path.join(sources, name), at, at);
  };
  await write('room/one.ts', 'export const one = 1;\n', EARLIER);
  await writeFile(path.join(bundle, STATED), statedSources(sources));
  await utimes(path.join(bundle, STATED), MADE, MADE);
  return { sources, bundle, write, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
