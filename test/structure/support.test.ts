import { expect, test } from 'vitest';
import { sourceFiles } from '../support/source-files.ts';

test('what tests share lies in test/support, and beside it there is nothing but tests', async () => {
  const files = (await sourceFiles('test')).map(({ path }) => path);
  const astray = files.filter((path) => path.endsWith('.test.ts') === path.startsWith('test/support/'));
  expect(astray).toEqual([]);
});
