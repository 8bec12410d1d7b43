import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Option } from 'commander';
import { isUuid } from '../../domain/uuid.ts';
import { CommandFailed, WrongUsage } from '../errors.ts';
import { type Invocation, listOption, valueOption } from '../invocation.ts';
import { readable } from '../links-file/links-file.ts';
import { plain } from '../output/screen.ts';

/** As many as the service takes at once. */
const MOST = 10_000;
/** Room for as many, each with some blanks around it. */
const MOST_BYTES = 1024 * 1024;

/** Which events are picked one by one. */
export const PICKED_OPTIONS: readonly Option[] = [
  listOption('ids', 'ID,…', 'these events, instead of those that fit a filter'),
  valueOption('ids-file', 'FILE', 'the same from a file, divided by blanks, commas or lines; - for standard input'),
];

/**
 * The ids of an invocation; null where none are named.
 * @throws {WrongUsage} for what is no id, {CommandFailed} for a file that cannot be read or holds too much.
 */
export async function pickedIds(invocation: Invocation): Promise<string[] | null> {
  const [words, path] = [invocation.text('ids'), invocation.text('ids-file')];
  if (words === undefined && path === undefined) return null;
  const ids = [...split(words ?? ''), ...(path === undefined ? [] : split(await readFile(invocation, path)))];
  const wrong = ids.find((id) => !isUuid(id));
  if (wrong !== undefined) throw new WrongUsage(`"${plain(wrong.slice(0, 100))}" is no id of an event`);
  if (ids.length === 0) throw new WrongUsage(path === undefined ? '--ids names no event' : `${path} names no event`);
  if (ids.length > MOST) throw new WrongUsage(`At most ${MOST} events are picked at once, not ${ids.length}`);
  return ids;
}

function split(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

async function readFile({ terminal }: Invocation, path: string): Promise<string> {
  return await readable(path, async () => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const input: Readable = path === '-' ? terminal.openInput() : createReadStream(path);
    for await (const chunk of input) {
      const part = Buffer.from(chunk);
      bytes += part.byteLength;
      if (bytes > MOST_BYTES) throw new CommandFailed(`${path} is longer than a list of ${MOST} ids`);
      chunks.push(part);
    }
    return Buffer.concat(chunks).toString();
  });
}
