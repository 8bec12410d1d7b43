import type { Route } from '../../../src/webhooks/sign-request.ts';
import { backUp } from '../database.ts';
import type { Bench, SettledEvent } from '../service.ts';
import { ended } from './events.ts';

/** A webhook that a shop has sent. */
export interface Told {
  readonly route: Route;
  readonly body: object;
  readonly id: string;
}

/** A bench whose database goes back to an earlier moment, and a shop that remembers what it has sent. */
export interface Rewinding {
  /** The bench with the service that runs at the moment. */
  readonly bench: Bench;
  /** All that was told since the backup, in its sequence. */
  readonly since: readonly Told[];
  /** Sends a webhook, and waits until its event has come to an end. */
  tell(route: Route, body: object): Promise<SettledEvent>;
  /** The same without waiting; gives the event's id. */
  send(route: Route, body: object): Promise<string>;
  /** Sends a webhook again under its id, and waits until its event has come to an end. */
  tellAgain(told: Told): Promise<SettledEvent>;
  /** Keeps a copy of the database as it is; the service restarts, and what it had in work goes on afterwards. */
  backUp(): Promise<void>;
  /** The service is stopped, the copy is put in the place of the database, and a new service starts on it. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

export function rewinding(started: Bench): Rewinding {
  let bench = started;
  let since: Told[] = [];
  let sent = 0;
  let backup: Awaited<ReturnType<typeof backUp>> | null = null;
  const send = async (route: Route, body: object) => {
    sent += 1;
    const told = { route, body, id: `msg_told_${sent}` };
    since.push(told);
    return await bench.send(route, body, { id: told.id });
  };
  return {
    get bench() {
      return bench;
    },
    get since() {
      return since;
    },
    send,
    tell: async (route, body) => await ended(bench, await send(route, body)),
    tellAgain: async ({ route, body, id }) => await ended(bench, await bench.send(route, body, { id })),
    async backUp() {
      await bench.service.stop();
      backup = await backUp(bench.database);
      since = [];
      bench = await bench.restart();
    },
    async restore() {
      if (backup === null) throw new TypeError('There is no backup to restore');
      await bench.service.stop();
      await backup.restore();
      bench = await bench.restart();
    },
    async close() {
      await bench.close();
      await backup?.drop();
    },
  };
}
