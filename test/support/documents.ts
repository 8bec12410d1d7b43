import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectText } from './source-files.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What is made, or brought, and stands in no commit. */
const NOT_OURS = new Set(['.git', 'node_modules', 'data', 'coverage', 'test-pictures']);

/** One page for people. */
export interface Page {
  /** From the project's folder, with slashes. */
  readonly path: string;
  readonly text: string;
  /** The text without blocks of code. */
  readonly prose: string;
  /** What stands between backticks in the prose. */
  readonly quoted: readonly string[];
  /** The targets of its links that lead to the project itself. */
  readonly links: readonly string[];
  /** What its headings are called in links. */
  readonly anchors: ReadonlySet<string>;
}

/** Every page of the project: those beside the README, and `docs/`. */
export async function pages(): Promise<Page[]> {
  const beside = (await readdir(ROOT)).filter((name) => name.endsWith('.md'));
  const below = (await readdir(path.join(ROOT, 'docs'))).filter((name) => name.endsWith('.md'));
  const paths = [...beside, ...below.map((name) => `docs/${name}`)];
  return await Promise.all(paths.sort().map(async (file) => pageOf(file, await projectText(file))));
}

/** Every file and folder of the project, from its folder, with slashes; folders end with one. */
export async function projectPaths(): Promise<string[]> {
  const top = await readdir(ROOT, { withFileTypes: true });
  const below = await Promise.all(
    top
      .filter((entry) => entry.isDirectory() && !NOT_OURS.has(entry.name))
      .map(({ name }) => readdir(path.join(ROOT, name), { recursive: true, withFileTypes: true })),
  );
  return [...top, ...below.flat()].map((entry) => {
    const file = path.relative(ROOT, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/');
    return entry.isDirectory() ? `${file}/` : file;
  });
}

function pageOf(file: string, text: string): Page {
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return {
    path: file,
    text,
    prose,
    quoted: [...prose.matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, quoted = '']) => quoted),
    links: links.filter((target) => !/^[a-z]+:/.test(target)),
    anchors: anchorsOf(prose),
  };
}

/** As GitHub makes them: lower case, without punctuation, blanks as hyphens, a number behind the second of a name. */
function anchorsOf(prose: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of prose.matchAll(/^#{1,6} (.+)$/gm)) {
    const name = heading
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-');
    let anchor = name;
    for (let again = 1; anchors.has(anchor); again += 1) anchor = `${name}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}
