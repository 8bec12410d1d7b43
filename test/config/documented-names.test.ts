import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VARIABLES } from '../../src/config/variables.ts';

const READ = Object.keys(VARIABLES.properties).toSorted();

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
