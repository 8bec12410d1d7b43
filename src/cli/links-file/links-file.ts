import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { reasonOf } from '../../database/errors.ts';
import { CommandFailed } from '../errors.ts';
import type { Terminal } from '../terminal.ts';

/** A file of links that can be read more than once. */
export interface LinksFile {
  /** Its bytes from the beginning. */
  readonly open: () => Readable;
}

/**
 * Does work with a file of links; `-` is standard input, which is kept on disk for as long as the work takes, for its owner's eyes only.
 * @throws {CommandFailed} where it cannot be read.
 */
export async function withLinksFile<T>(
  path: string,
  { openInput }: Pick<Terminal, 'openInput'>,
  work: (file: LinksFile) => Promise<T>,
): Promise<T> {
  if (path !== '-') return await work({ open: () => createReadStream(path) });
  const folder = await mkdtemp(join(tmpdir(), 'tillbridge-links-'));
  try {
    const copy = join(folder, 'links');
    await readable(path, () => pipeline(openInput(), createWriteStream(copy, { mode: 0o600 })));
    return await work({ open: () => createReadStream(copy) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs what reads a file. Throws `CommandFailed` where the system refuses it. */
export async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new CommandFailed(`${path} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}
