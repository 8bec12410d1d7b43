import { appendFile, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Value from 'typebox/value';
import { HealthReportSchema } from '../../src/http/health.ts';
import { freePort } from './free-port.ts';
import { type ProcessGroup, startLine } from './process.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { waitFor } from './wait-for.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const PARTS = ['package.json', 'node_modules', 'src', 'lab', 'prisma', '.env.example', 'business-units.example.json'];
// Starting takes seconds where it is the first time; a busy machine may need much longer.
const START_MS = 60_000;

/** What a line of the documents came to. */
export interface Played {
  /** Null for a line that starts what goes on running, and for one that is done by hand. */
  readonly code: number | null;
  readonly output: string;
}

/** The lines of the shell blocks of some sections of a document, in their order; comments behind a command are cut off. */
export async function shellLines(document: string, sections: readonly string[]): Promise<string[]> {
  const whole = await readFile(path.join(PROJECT, document), 'utf8');
  return sections.flatMap((title) => {
    const [, section = ''] = whole.split(new RegExp(`^#{2,3} ${title}$`, 'm'));
    const [text = ''] = section.split(/^#{2,3} /m);
    const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
    const lines = blocks.flatMap((block) => block.split('\n'));
    return lines.map((line) => line.replace(/\s{2,}#.*$/, '').trim()).filter((line) => line !== '');
  });
}

/** Somebody who does what the README says, in a folder of their own and on free ports. Disposing of it ends what was started. */
export class Walk implements AsyncDisposable {
  /** What stands for `<event>` and `<replay>`. */
  readonly ids = new Map<string, string>();
  readonly #folder: string;
  readonly #port: number;
  readonly #started: ProcessGroup[] = [];
  #simulator: ProcessGroup | null = null;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
  }

  static async begin(): Promise<Walk> {
    const folder = await temporaryFolder();
    // What `npm ci` has made stands here already.
    for (const part of PARTS) await symlink(path.join(PROJECT, part), path.join(folder, part));
    return new Walk(folder, await freePort());
  }

  /** Does what a line says. */
  async play(line: string): Promise<Played> {
    if (line.startsWith('#')) return await this.#byHand(line);
    if (line === 'npm ci') return { code: 0, output: '' };
    if (line.startsWith('npm run simulator')) {
      this.#simulator = await this.#start(line.replace(/8080|8081/g, '0'), 'Type "deny');
      return { code: null, output: this.#simulator.output() };
    }
    if (line === 'npm start') {
      return { code: null, output: (await this.#start(line, 'tillbridge is listening')).output() };
    }
    const command = await this.#run(line.replace(/<(\w+)>/g, (_, name) => this.ids.get(name) ?? ''));
    const { code } = await command.ended;
    if (/ send | replay </.test(line)) await this.#settled();
    return { code, output: command.output() };
  }

  /** Asks everything that goes on running to stop, and gives the exit codes. */
  async end(): Promise<(number | null)[]> {
    const exits = await Promise.all(this.#started.map((one) => one.exit() ?? one.terminateAll()));
    return exits.map(({ code }) => code);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.#started) if (one.exit() === null) await one.kill();
  }

  async #byHand(line: string): Promise<Played> {
    const simulator = this.#simulator;
    const [, typed] = /^# in the terminal of the simulator: (.+)$/.exec(line) ?? [];
    if (simulator !== null && typed !== undefined) {
      const before = simulator.output().length;
      simulator.type(typed);
      const said = await waitFor(
        'the simulator obeys',
        () => /\.\n$/.exec(simulator.output().slice(before))?.input ?? null,
      );
      return { code: null, output: said };
    }
    if (simulator !== null && /^# put the lines that it prints for \.env at the end of \.env$/.test(line)) {
      const [lines = ''] = /(^[A-Z_]+=.*\n)+/m.exec(simulator.output()) ?? [];
      await appendFile(path.join(this.#folder, '.env'), lines);
      return { code: null, output: lines };
    }
    throw new Error(`Nobody knows how to do this by hand: ${line}`);
  }

  async #run(line: string): Promise<ProcessGroup> {
    const env = { HOST: '127.0.0.1', PORT: String(this.#port) };
    const started = await startLine(line, { cwd: this.#folder, env });
    this.#started.push(started);
    return started;
  }

  async #start(line: string, sign: string): Promise<ProcessGroup> {
    const started = await this.#run(line);
    const isThere = () => {
      if (started.exit() !== null) throw new Error(`${line} ended:\n${started.output()}`);
      return started.output().includes(sign);
    };
    await waitFor(`${line} says "${sign}"`, isThere, START_MS);
    return started;
  }

  /** A person takes longer for the next line than an event for its way. */
  async #settled(): Promise<void> {
    await waitFor('nothing is on its way', async () => {
      const answer = await fetch(`http://127.0.0.1:${this.#port}/health`);
      const { backlog } = Value.Parse(HealthReportSchema, await answer.json());
      return backlog !== null && backlog.pending + backlog.waiting + backlog.retrying === 0;
    });
  }
}
