import { once } from 'node:events';
import Value from 'typebox/value';
import type { BenchContext, BenchProcess } from '../part.ts';
import { AnswerSchema, type Ask, CallsSchema, ListeningSchema, NumbersSchema, type SeenCall } from './crm-protocol.ts';

/** A simulated SuiteCRM in a process of its own. */
export class CrmProcess {
  readonly process: BenchProcess;
  /** What a service needs to use it. */
  readonly environment: Readonly<Record<string, string>>;
  #asked = 0;

  private constructor(process: BenchProcess, environment: Readonly<Record<string, string>>) {
    this.process = process;
    this.environment = environment;
    // Each question listens for its answer, and many may be on their way.
    process.child.setMaxListeners(0);
  }

  static async start(context: BenchContext): Promise<CrmProcess> {
    const process = await context.start('bench/processes/crm.ts', { messages: true });
    const [message] = await Promise.race([once(process.child, 'message'), process.ended.then(() => [null])]);
    if (message === null) throw new Error(`The simulated CRM ended at its start:\n${await process.output()}`);
    const { url, clientId, clientSecret } = Value.Parse(ListeningSchema, message);
    return new CrmProcess(process, {
      SUITECRM_URL: url,
      SUITECRM_CLIENT_ID: clientId,
      SUITECRM_CLIENT_SECRET: clientSecret,
    });
  }

  /** Answers no call until `answer` is asked for. */
  async hold(): Promise<void> {
    await this.#ask({ do: 'hold' });
  }

  /** Answers every call after so many milliseconds, those that were held too. */
  async answer(afterMs: number): Promise<void> {
    await this.#ask({ do: 'answer', afterMs });
  }

  /** Forgets the calls so far. */
  async forget(): Promise<void> {
    await this.#ask({ do: 'forget' });
  }

  /** The calls since it forgot them last, those for a token or a list of fields left out. */
  async calls(): Promise<SeenCall[]> {
    const calls = Value.Parse(CallsSchema, await this.#ask({ do: 'tell calls' }));
    return calls.filter(({ path }) => path.startsWith('/Api/V8/module'));
  }

  /** The numbers of all invoices. */
  async invoiceNumbers(): Promise<string[]> {
    return Value.Parse(NumbersSchema, await this.#ask({ do: 'tell invoice numbers' }));
  }

  #ask(ask: Ask): Promise<unknown> {
    this.#asked += 1;
    const id = this.#asked;
    const { child } = this.process;
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        child.off('message', take).off('exit', gone);
        end();
      };
      const take = (message: unknown) => {
        const { id: of, answer } = Value.Parse(AnswerSchema, message);
        if (of === id) settle(() => resolve(answer));
      };
      const gone = () => settle(() => reject(new Error('The simulated CRM has ended')));
      child.on('message', take).once('exit', gone);
      child.send({ id, ask });
    });
  }
}
