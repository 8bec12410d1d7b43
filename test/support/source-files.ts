import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** One source file of the project. */
export interface SourceFile {
  /** From the project's folder, with slashes. */
  readonly path: string;
  readonly text: string;
  /** The files that it imports of ours, types included. */
  readonly imports: readonly string[];
}

/** All source files below these folders, without what Prisma generates. */
export async function sourceFiles(...folders: readonly string[]): Promise<SourceFile[]> {
  const listed = await Promise.all(
    folders.map((folder) => readdir(path.join(ROOT, folder), { recursive: true, withFileTypes: true })),
  );
  const paths = listed
    .flat()
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .filter((file) => !file.startsWith('src/database/generated/'));
  return await Promise.all(paths.sort().map(read));
}

/** A text of the project. */
export async function projectText(file: string): Promise<string> {
  return await readFile(path.join(ROOT, file), 'utf8');
}

async function read(file: string): Promise<SourceFile> {
  const text = await projectText(file);
  const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+\.ts)'/g)].map(([, target = '']) =>
    path.posix.normalize(path.posix.join(path.posix.dirname(file), target)),
  );
  return { path: file, text, imports };
}
