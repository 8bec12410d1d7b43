import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { BenchContext } from '../part.ts';
import { type FoundGenerator, findGenerator, type Generator, RanOut, sendLoad } from './generator.ts';
import { writeMessages } from './messages.ts';
import type { LoadResult } from './result.ts';

/** Connections of a shop in all. */
export const CONNECTIONS = 50;
/** Webhooks a second to sign for before anything is known of a target. */
const FIRST_GUESS = 6_000;
/** How many more messages are signed than the best rate so far asks for, and for which rate at least: the first round of all is slow. */
const MARGIN = 1.5;
const LEAST_RATE = 3_000;

/** What one round came to, over all URLs. */
export interface Round extends LoadResult {
  /** Answered webhooks a second. */
  readonly rate: number;
}

/** A shop that sends as fast as it is answered, on 50 connections, by a load generator in a process of its own. */
export class Shop {
  readonly generator: Generator;
  readonly #context: BenchContext;
  readonly #found: FoundGenerator;
  /** The best rate so far by URL. */
  readonly #rates = new Map<string, number>();

  constructor(context: BenchContext, found: FoundGenerator) {
    this.#context = context;
    this.#found = found;
    this.generator = found.name;
  }

  /** `generator`: wrk where there is one, unless given. */
  static async open(context: BenchContext, generator?: Generator): Promise<Shop> {
    return new Shop(context, await findGenerator(generator));
  }

  /**
   * One round: signs new orders, then sends them for so many whole seconds, the connections shared out among the URLs. What was refused
   * or broke is a fault.
   * @param prepared called between signing and sending, and `ended` once the last answer is there.
   */
  async round(
    urls: readonly string[],
    seconds: number,
    {
      prepared = async () => {},
      ended = async () => {},
    }: Partial<Record<'prepared' | 'ended', () => Promise<void>>> = {},
  ): Promise<Round> {
    for (;;) {
      const files = await this.#sign(urls, seconds);
      await prepared();
      try {
        const results = await Promise.all(
          urls.map((url, index) =>
            sendLoad(this.#context, this.#found, {
              url,
              file: files[index] ?? '',
              seconds,
              connections: Math.floor(CONNECTIONS / urls.length),
            }),
          ),
        );
        await ended();
        for (const [index, url] of urls.entries()) this.#learn(url, results[index]);
        return this.#checked(results);
      } catch (error) {
        if (!(error instanceof RanOut)) throw error;
        for (const url of urls) this.#rates.set(url, 2 * this.#rateOf(url));
        this.#context.log('the messages did not last for the round, which is begun anew with twice as many');
      } finally {
        await Promise.all(files.map((file) => rm(file)));
      }
    }
  }

  async #sign(urls: readonly string[], seconds: number): Promise<string[]> {
    const files: string[] = [];
    for (const [index, url] of urls.entries()) {
      const file = path.join(this.#context.folder, `messages-${index}`);
      await writeMessages(file, url, Math.ceil(Math.max(LEAST_RATE, this.#rateOf(url) * MARGIN) * seconds));
      files.push(file);
    }
    return files;
  }

  #rateOf(url: string): number {
    return this.#rates.get(url) ?? FIRST_GUESS;
  }

  #learn(url: string, result: LoadResult | undefined): void {
    if (result === undefined) return;
    this.#rates.set(url, Math.max(this.#rates.get(url) ?? 0, result.requests / result.seconds));
  }

  #checked(results: readonly LoadResult[]): Round {
    const sum = (read: (result: LoadResult) => number) => results.reduce((all, result) => all + read(result), 0);
    const worst = (read: (result: LoadResult) => number) => Math.max(...results.map(read));
    const round = {
      requests: sum(({ requests }) => requests),
      seconds: worst(({ seconds }) => seconds),
      rate: sum(({ requests, seconds }) => requests / seconds),
      p50Ms: worst(({ p50Ms }) => p50Ms),
      p99Ms: worst(({ p99Ms }) => p99Ms),
      refused: sum(({ refused }) => refused),
      socketErrors: sum(({ socketErrors }) => socketErrors),
    };
    if (round.refused > 0) this.#context.fault(`${round.refused} webhooks were refused`);
    if (round.socketErrors > 0) this.#context.fault(`${round.socketErrors} connections failed or were never answered`);
    return round;
  }
}
