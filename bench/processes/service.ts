import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Type from 'typebox';
import Value from 'typebox/value';
import { findFreePort } from '../../src/database/embedded/postmaster.ts';
import { SECRET } from '../load/messages.ts';
import type { BenchContext, BenchProcess, ProgramOptions } from '../part.ts';

/** A program that listens. */
export interface Listening {
  readonly url: string;
  readonly process: BenchProcess;
}

/** Long enough for a slow machine; a program that ends before is told at once. */
const START_MS = 60_000;
const LOOK_MS = 5;
/** Each look costs the one that starts: where nobody measures the start there are few. */
const LAZY_LOOK_MS = 25;
/** As `npm start` and the image give them. */
const NODE_ARGS = ['--max-semi-space-size=16', '--expose-gc'];
const UNITS = fileURLToPath(new URL('../../business-units.example.json', import.meta.url));
const Report = Type.Object({ crms: Type.Record(Type.String(), Type.Object({ status: Type.String() })) });

/**
 * Starts the service as `npm start` does and waits until it is ready. What `env` does not say is as it is by default, but for the address,
 * which is of this machine alone.
 */
export async function startService(
  context: BenchContext,
  env: Readonly<Record<string, string>>,
  options: Pick<ProgramOptions, 'cold'> = {},
): Promise<Listening> {
  const own = { HOST: '127.0.0.1', WEBHOOK_SECRETS: SECRET, BUSINESS_UNITS_FILE: UNITS };
  return await startListening(context, 'src/start.js', '/health/ready', {
    ...options,
    nodeArgs: NODE_ARGS,
    env: { ...own, ...env },
  });
}

/** Starts so many services that listen on one port, as `SHARE_PORT` lets them, and waits until each of them does. */
export async function startSharingPort(
  context: BenchContext,
  env: Readonly<Record<string, string>>,
  services: number,
): Promise<Listening> {
  const PORT = String(await findFreePort());
  const all = await Promise.all(
    Array.from({ length: services }, () => startService(context, { ...env, PORT, SHARE_PORT: 'true' })),
  );
  const [first] = all;
  if (first === undefined) throw new RangeError('No service listens on the port');
  // Whichever of them answers says nothing of the others.
  await waitUntil('every service listens', async () => {
    const outputs = await Promise.all(all.map(({ process }) => process.output()));
    return outputs.every((output) => output.includes('tillbridge is listening'));
  });
  return first;
}

/** Starts a program that listens on `PORT`, a free one unless `env` names it, and waits until it answers 200 at the path. */
export async function startListening(
  context: BenchContext,
  program: string,
  readyAt: string,
  { env = {}, ...options }: ProgramOptions,
): Promise<Listening> {
  const port = env.PORT ?? String(await findFreePort());
  const started = await context.start(program, { ...options, env: { ...env, PORT: port } });
  const url = `http://127.0.0.1:${port}`;
  await waitUntil(
    `${program} is ready`,
    async () => {
      if ((await Promise.race([started.ended, Promise.resolve('runs')])) !== 'runs') {
        throw new Error(`${program} ended at its start:\n${await started.output()}`);
      }
      return await answersWell(`${url}${readyAt}`);
    },
    { everyMs: options.cold === true ? LOOK_MS : LAZY_LOOK_MS },
  );
  return { url, process: started };
}

/** The environment of a service whose CRM refuses connections: its breaker opens at the start, and its worker claims nothing. */
export async function crmAway(): Promise<Record<string, string>> {
  return {
    SUITECRM_URL: `http://127.0.0.1:${await findFreePort()}`,
    SUITECRM_CLIENT_ID: '11111111-1111-4111-8111-111111111111',
    SUITECRM_CLIENT_SECRET: 'nobody asks for it',
  };
}

/** Waits until the service knows that its CRM is away. */
export async function crmSeenAway({ url }: Listening): Promise<void> {
  await waitUntil('the breaker is open', async () => {
    const report = Value.Parse(Report, await (await fetch(`${url}/health`)).json());
    return report.crms.suitecrm?.status === 'down';
  });
}

/** Asks again and again until it holds. Throws where it does not within a minute, or within `patienceMs`. */
export async function waitUntil(
  what: string,
  holds: () => Promise<boolean>,
  { patienceMs = START_MS, everyMs = LOOK_MS } = {},
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Not within ${patienceMs / 1000} s: ${what}`);
    await pause(everyMs);
  }
}

async function answersWell(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url);
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    // Nobody listens yet.
    return false;
  }
}
