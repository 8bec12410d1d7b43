import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import type { Command } from 'commander';
import { wordsOf } from '../../src/cli/help.ts';
import { createProgram } from '../../src/cli/program.ts';
import { run } from '../../src/cli/run.ts';
import type { ExitCode, Terminal } from '../../src/cli/terminal.ts';
import { listenUntilEnd } from './http/server.ts';

/** What a command printed, and how it ended. */
export interface Outcome {
  readonly code: ExitCode;
  readonly out: string;
  readonly complaints: string;
}

export type Setting = Partial<
  Pick<Terminal, 'env' | 'colours' | 'columns' | 'pause' | 'now' | 'newId' | 'openInput' | 'readInput'>
>;

export const NOW = new Date('2026-02-03T12:00:00Z');

/** Every command of the program, as its help tells of it. */
export const COMMANDS = leavesOf(createProgram(terminalOf({}), [])).map((each) => ({
  name: wordsOf(each),
  summary: each.description(),
  options: each.options.map((option) => option.name()),
  arguments: each.registeredArguments.map((argument) => argument.name()),
}));

function leavesOf(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
}

/** Runs one command as a terminal in Taipei would. */
export async function command(line: string | readonly string[], setting: Setting = {}): Promise<Outcome> {
  const out: string[] = [];
  const complaints: string[] = [];
  const code = await run(typeof line === 'string' ? line.split(' ') : line, {
    ...terminalOf(setting),
    print: (text) => out.push(text),
    complain: (text) => complaints.push(text),
  });
  return { code, out: out.join('\n'), complaints: complaints.join('\n') };
}

function terminalOf(setting: Setting): Terminal {
  return {
    env: {},
    print() {},
    complain() {},
    colours: false,
    columns: null,
    timeZone: 'Asia/Taipei',
    now: () => NOW,
    newId: randomUUID,
    pause: async () => {},
    openInput: () => Readable.from([]),
    readInput: async () => '',
    ...setting,
  };
}

/** A request as the admin API saw it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
  /** Absent unless one was sent. */
  readonly key?: string;
  readonly body: unknown;
}

export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

/** A service of which only the admin API is there, answering by a script, one answer a request; it is closed with the test. */
export async function startAdmin(...answers: readonly Answer[]) {
  const asked: Asked[] = [];
  const left = [...answers];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://service');
    const key = request.headers['idempotency-key'];
    asked.push({
      ...(typeof key === 'string' ? { key } : {}),
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      authorization: request.headers.authorization,
      body: request.headers['content-type'] === 'application/json' ? await json(request) : null,
    });
    const { status = 200, body } = left.shift() ?? { status: 500, body: {} };
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'content-type': type });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const port = String(await listenUntilEnd(server));
  return { asked, env: { PORT: port, ADMIN_TOKENS: 'ann:the-secret-of-ann,bob:the-secret-of-bob' } };
}

/** An event as the contract shows it. */
export function event(values: Readonly<Record<string, unknown>> = {}) {
  return {
    id: '01926f00-0000-7000-8000-000000000001',
    webhook_id: 'msg_1',
    type: 'order.paid',
    business_unit: 'experience',
    status: 'dead',
    user_id: 'U1001',
    order_id: 'OTR1',
    refund_id: null,
    attempts: 1,
    next_attempt_at: null,
    waiting_for: null,
    error: { class: 'permanent', step: 'currency by name', message: 'The CRM has no active currency XYZ' },
    warnings: [],
    received_at: '2026-02-03T01:02:03.456Z',
    finished_at: '2026-02-03T01:02:04.000Z',
    ...values,
  };
}
