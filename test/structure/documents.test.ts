import { existsSync } from 'node:fs';
import path from 'node:path';
import Type from 'typebox';
import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { COMMANDS } from '../support/cli.ts';
import { pages, projectPaths } from '../support/documents.ts';
import { useBench } from '../support/service.ts';
import { projectText, sourceFiles } from '../support/source-files.ts';

const bench = useBench();
const PAGES = await pages();
const Package = Type.Object({ scripts: Type.Record(Type.String(), Type.String()) });
const { scripts } = Value.Parse(Package, JSON.parse(await projectText('package.json')));

/** What people or runs make, by the names that the pages give it. */
const MADE_LATER = /(?:^|\/)(?:mended|figures|bench|shops|business-units)\.json$|^test-pictures\/$/;
/** A file of ours, with the folders that lead to it or without; `*` for a part of a name. */
const FILE = /^(?:\.{1,2}\/)?[\w.@*-]+(?:\/[\w.@*-]+)*\.(?:ts|js|cmd|sql|ya?ml|json|md|mermaid|prisma|toml)$/;
/** A folder of ours: it ends with a slash, and begins with none, as a route does. */
const FOLDER = /^[\w.@-]+(?:\/[\w.@-]+)*\/$/;

test('every file and folder that a page names is there', async () => {
  const paths = await projectPaths();
  const isThere = (name: string) => {
    const pattern = name.replace(/^\.\//, '').split('*').map(RegExp.escape).join('[^/]*');
    const whole = new RegExp(`(?:^|/)${pattern}$`);
    return paths.some((each) => whole.test(each));
  };
  const missing = PAGES.flatMap(({ path: page, quoted }) =>
    quoted
      .filter((name) => (FILE.test(name) || FOLDER.test(name)) && !MADE_LATER.test(name))
      .filter((name) => !isThere(name))
      .map((name) => `${page}: ${name}`),
  );
  expect(missing).toEqual([]);
});

test('every link of a page to the project leads somewhere, to its heading too', () => {
  const byPath = new Map(PAGES.map((page) => [page.path, page]));
  const broken = PAGES.flatMap((page) =>
    page.links
      .filter((link) => {
        const [file = '', anchor] = link.split('#');
        const target = file === '' ? page.path : path.posix.join(path.posix.dirname(page.path), file);
        if (!existsSync(target)) return true;
        return anchor !== undefined && byPath.get(target)?.anchors.has(anchor) !== true;
      })
      .map((link) => `${page.path}: ${link}`),
  );
  expect(PAGES.flatMap(({ links }) => links).length).toBeGreaterThan(50);
  expect(broken).toEqual([]);
});

test('every npm script that a page names is there, and so is what the scripts run', () => {
  const named = PAGES.flatMap(({ path: page, text }) =>
    [...text.matchAll(/\bnpm (?:run |(?=start\b|test\b))([a-z][a-z:-]*)/g)].map(([, script = '']) => ({
      page,
      script,
    })),
  );
  expect(named.map(({ script }) => script)).toEqual(expect.arrayContaining(['start', 'test', 'cli', 'simulator']));
  expect(named.filter(({ script }) => scripts[script] === undefined)).toEqual([]);
  const files = Object.values(scripts).flatMap((script) => /\bnode (?:--\S+ )*(\S+\.[jt]s)/.exec(script)?.[1] ?? []);
  expect(files).toContain('src/start.js');
  expect(files.filter((file) => !existsSync(file))).toEqual([]);
});

test('every command that a page calls is one of the command line', () => {
  const known = new Set(COMMANDS.map(({ name }) => name));
  const unknown = PAGES.flatMap(({ path: page, text }) =>
    [...text.matchAll(/\bnpm run cli -- ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?/g)]
      .filter(([, first = '', second = '']) => !known.has(first) && !known.has(`${first} ${second}`))
      .map(([line]) => `${page}: ${line}`),
  );
  expect(unknown).toEqual([]);
});

test('every metric that a page names is one of ours', async () => {
  const sources = (await sourceFiles('src')).map(({ text }) => text).join('\n');
  const named = PAGES.flatMap(({ text }) => [...text.matchAll(/\btillbridge_[a-z_]+/g)].map(([name]) => name));
  expect(named).not.toEqual([]);
  expect([...new Set(named)].filter((name) => !sources.includes(`'${name}'`))).toEqual([]);
});

test('every route that a page names is served', async () => {
  const named = PAGES.flatMap(({ quoted }) =>
    quoted.flatMap((text) => [
      ...text.matchAll(/^(GET|POST|DELETE) (\/(?:admin|webhooks|health|metrics|docs|openapi|console)[^\s?]*)/g),
    ]),
  ).map(([, method = '', route = '']) => `${method} ${route}`);
  expect(named.length).toBeGreaterThan(15);
  const astray: string[] = [];
  for (const route of new Set(named)) {
    const [method, address] = route.split(' ');
    const { status } = await fetch(`${bench.service.url}${address}`, { method: method ?? '', redirect: 'manual' });
    if (status === 404 || status === 405) astray.push(route);
  }
  expect(astray).toEqual([]);
});

test('the contents of docs/operations.md name each of its chapters', async () => {
  const text = await projectText('docs/operations.md');
  const [contents = ''] = text.split('\n## ');
  const chapters = [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  const named = [...contents.matchAll(/\[([^\]]+)\]\(#/g)].map(([, title]) => title);
  expect(named.sort()).toEqual(chapters.sort());
});
