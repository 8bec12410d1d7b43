import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Scratch } from '../../lab/soak/scratch.ts';
import type { BenchContext } from '../part.ts';
import { launch } from './launch.ts';
import { type OwnServer, startServer } from './server.ts';

/** What a context is made of. */
export interface ContextOptions {
  readonly scratch: Scratch;
  /** The part's name. */
  readonly name: string;
  readonly quick: boolean;
  readonly log: (line: string) => void;
  /** Told of what is wrong, which a missed target is not. */
  readonly fault: (line: string) => void;
}

/** A context that somebody ends. */
export interface OpenContext extends BenchContext, AsyncDisposable {
  /** The version of the part's PostgreSQL; null where it has not asked for one. */
  version(): string | null;
}

/** A context for one part; disposing of it ends all that the part has started, the last first. */
export async function openContext(options: ContextOptions): Promise<OpenContext> {
  const { scratch, name, quick, log, fault } = options;
  const folder = path.join(scratch.folder, name);
  await mkdir(folder, { recursive: true });
  const started = new AsyncDisposableStack();
  let server: Promise<OwnServer> | null = null;
  let version: string | null = null;
  return {
    quick,
    folder,
    log,
    fault,
    server() {
      server ??= startServer(`${folder}-server`).then((own) => {
        started.defer(() => own.close());
        version = own.version;
        return own;
      });
      return server;
    },
    async start(program, programOptions = {}) {
      const launched = await launch(scratch, program, { ...programOptions, folder });
      started.defer(() => launched.stop());
      return launched;
    },
    defer: (end) => started.defer(end),
    version: () => version,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
