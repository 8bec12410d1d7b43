import { expect, test } from 'vitest';
import { type SourceFile, sourceFiles } from '../support/source-files.ts';

const LONGEST = 350;
/** Folders whose files play the same parts side by side: one name for one part in each. */
const SIBLINGS = [/^src\/crm\/(?:ikcrm|suitecrm)\//, /^src\/shops\/(?:shopify|woocommerce)\//];

test(`no file is longer than ${LONGEST} lines`, async () => {
  const files = await sourceFiles('src', 'lab', 'test', 'bench', 'prisma');
  const long = files.filter(({ text }) => text.split('\n').length - 1 > LONGEST).map(({ path }) => path);
  expect(long).toEqual([]);
});

test('no file imports itself by way of others, not even for a type', async () => {
  const files = await sourceFiles('src', 'lab', 'test', 'bench');
  expect(circles(files)).toEqual([]);
});

test('a name that is exported means one thing', async () => {
  const places = new Map<string, Set<string>>();
  for (const { path, text } of await sourceFiles('src', 'lab')) {
    const place = SIBLINGS.find((folder) => folder.test(path))?.source ?? path;
    for (const [, name = ''] of text.matchAll(DECLARED)) places.set(name, (places.get(name) ?? new Set()).add(place));
  }
  const homonyms = [...places].filter(([, where]) => where.size > 1).map(([name, where]) => [name, ...where]);
  expect(homonyms).toEqual([]);
});

const DECLARED = /^export (?:abstract )?(?:async )?(?:const|function\*?|class|interface|type) (\w+)/gm;

/** Every circle of imports, as the files along it. */
function circles(files: readonly SourceFile[]): string[][] {
  const imports = new Map(files.map((file) => [file.path, file.imports]));
  const done = new Set<string>();
  const found: string[][] = [];
  const walk = (file: string, way: readonly string[]): void => {
    const start = way.indexOf(file);
    if (start >= 0) {
      found.push([...way.slice(start), file]);
      return;
    }
    if (done.has(file)) return;
    for (const target of imports.get(file) ?? []) walk(target, [...way, file]);
    done.add(file);
  };
  for (const { path } of files) walk(path, []);
  return found;
}
