import type { Scratch } from './scratch.ts';
import { EndedAtStart, type ServiceProcess, startServiceProcess } from './service-process.ts';

/** Starts that end before the service listens, one after another: more are no accident. */
const START_TRIES = 10;

/** The replicas of the service: those that are killed are started again at once. */
export class Fleet {
  /** What services did that they should not, with their last errors. */
  readonly complaints: string[] = [];
  readonly #scratch: Scratch;
  readonly #env: Readonly<Record<string, string>>;
  readonly #running = new Set<ServiceProcess>();
  readonly #starting = new Set<Promise<void>>();
  /** Those that were told to go: their end is no surprise. */
  readonly #condemned = new Set<ServiceProcess>();

  constructor(scratch: Scratch, env: Readonly<Record<string, string>>) {
    this.#scratch = scratch;
    this.#env = env;
  }

  /** Those that listen. */
  get running(): readonly ServiceProcess[] {
    return [...this.#running];
  }

  /** Starts a replica. Rejects if it cannot be started. */
  start(): Promise<void> {
    const starting = this.#start().finally(() => this.#starting.delete(starting));
    this.#starting.add(starting);
    return starting;
  }

  /** Resolves when every replica that was to be started listens. */
  async complete(): Promise<void> {
    while (this.#starting.size > 0) await Promise.all(this.#starting);
  }

  /** Kills a replica as a crash would, and starts another in its place. */
  async kill(service: ServiceProcess): Promise<void> {
    this.#dismiss(service);
    service.signal('SIGKILL');
    await service.ended;
    // Whoever waits for the fleet to be complete hears of a start that fails.
    this.start().catch(() => {});
  }

  /** Stops every replica in order. */
  async stop(): Promise<void> {
    await this.complete();
    await Promise.all(
      this.running.map(async (service) => {
        this.#dismiss(service);
        service.signal('SIGTERM');
        const code = await service.ended;
        if (code !== 0) this.#complain(`service ${service.pid} ended with ${code} when it was told to stop`, service);
      }),
    );
  }

  async #start(): Promise<void> {
    for (let tries = 1; !this.#scratch.closing; tries += 1) {
      try {
        const service = await startServiceProcess(this.#scratch, this.#env);
        this.#running.add(service);
        void this.#watch(service);
        return;
      } catch (error) {
        if (!(error instanceof EndedAtStart) || tries === START_TRIES) throw error;
      }
    }
  }

  async #watch(service: ServiceProcess): Promise<void> {
    const code = await service.ended;
    this.#running.delete(service);
    if (this.#condemned.has(service)) return;
    this.#complain(`service ${service.pid} ended by itself with ${code}`, service);
    this.start().catch(() => {});
  }

  #dismiss(service: ServiceProcess): void {
    this.#condemned.add(service);
    this.#running.delete(service);
  }

  #complain(what: string, { errors }: ServiceProcess): void {
    this.complaints.push([what, ...errors].join('\n  '));
  }
}
