import { JsonError, readJson } from '../domain/json.ts';

/** A file that the environment names. */
export interface JsonFile {
  /** The variable that names it. */
  readonly variable: string;
  readonly path: string;
  /** Takes what is wrong with it. */
  readonly problems: string[];
  readonly readFile: (path: string) => Uint8Array;
}

/** What stands in it; undefined where it cannot be read, after the problem was noted. */
export function readJsonFile({ variable, path, problems, readFile }: JsonFile): unknown {
  try {
    return readJson(readFile(path));
  } catch (error) {
    const reason =
      error instanceof JsonError ? `is not usable: ${error.message}` : `cannot be read (${systemCodeOf(error)})`;
    problems.push(`${variable} ${path} ${reason}`);
    return undefined;
  }
}

/** The system's word for why a file cannot be read, such as `ENOENT`. Throws what is no such error. */
export function systemCodeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  throw error;
}
