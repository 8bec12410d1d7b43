import { createReadStream } from 'node:fs';
import { CommandFailed } from './errors.ts';
import { readable } from './links-file/links-file.ts';
import type { Terminal } from './terminal.ts';

/**
 * The bytes of a file; `-` is standard input. Throws `CommandFailed` where it cannot be read, or has more than `maxBytes`.
 */
export async function readFileOf(
  path: string,
  { openInput }: Pick<Terminal, 'openInput'>,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  await readable(path, async () => {
    for await (const chunk of path === '-' ? openInput() : createReadStream(path)) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > maxBytes) throw new CommandFailed(`${path} holds more than ${maxBytes} bytes`);
      chunks.push(bytes);
    }
  });
  return Buffer.concat(chunks);
}
