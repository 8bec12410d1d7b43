import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchContext } from '../part.ts';
import { type LoadResult, RAN_OUT, readResult } from './result.ts';

/** What sends the load. */
export type Generator = 'wrk' | 'autocannon';

/** A load generator, and where it is. */
export interface FoundGenerator {
  readonly name: Generator;
  readonly path: string;
}

/** One round of load. */
export interface LoadOptions {
  readonly url: string;
  /** The signed requests, each of which is sent once. */
  readonly file: string;
  readonly seconds: number;
  readonly connections: number;
}

/** The messages did not last for the round. */
export class RanOut extends Error {}

const REPLAY = fileURLToPath(new URL('replay.lua', import.meta.url));

/** wrk where it is on the search path, since it takes the least of the machine; else autocannon. */
export async function findGenerator(wanted?: Generator): Promise<FoundGenerator> {
  const folders = wanted === 'autocannon' ? [] : (process.env.PATH ?? '').split(path.delimiter);
  for (const folder of folders) {
    const file = path.join(folder, 'wrk');
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return { name: 'wrk', path: file };
  }
  return { name: 'autocannon', path: 'bench/load/autocannon.ts' };
}

/** Sends the requests of a file for so many seconds. Throws `RanOut`. */
export async function sendLoad(
  context: BenchContext,
  generator: FoundGenerator,
  options: LoadOptions,
): Promise<LoadResult> {
  const load = await context.start(generator.path, { args: argumentsOf(generator.name, options) });
  const code = await load.ended;
  const output = await load.output();
  if (code === RAN_OUT) throw new RanOut(`${generator.name} ran out of messages`);
  if (code !== 0) throw new Error(`${generator.name} ended with ${code}:\n${output}`);
  return readResult(output);
}

function argumentsOf(name: Generator, { url, file, seconds, connections }: LoadOptions): string[] {
  if (name === 'autocannon') {
    return [url, file, '--seconds', String(seconds), '--connections', String(connections)];
  }
  return ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', REPLAY, url, '--', file];
}
