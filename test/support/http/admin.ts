import { afterEach } from 'vitest';
import { type Bench, type BenchOptions, startBench } from '../service.ts';

export const TOKEN = 'a-token-of-alice-that-is-long-enough';

/** A bench whose admin routes can be asked. */
export interface AdminBench extends Bench {
  /** Asks as alice, unless another token or none is given; the answer's body as JSON. */
  ask(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    options?: { readonly body?: unknown; readonly token?: string | null; readonly key?: string },
  ): Promise<{ readonly status: number; readonly body: unknown; readonly headers: Headers }>;
}

/** Starts benches that are closed after each test. */
export function useAdminBench(): (options?: BenchOptions) => Promise<AdminBench> {
  const started: Bench[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((bench) => bench.close()));
  });
  return async (options = {}) => {
    const bench = await startBench({ adminTokens: [{ name: 'alice', token: TOKEN }], ...options });
    started.push(bench);
    return withAdmin(bench);
  };
}

/** The same bench with its admin routes at hand. */
export function withAdmin(bench: Bench): AdminBench {
  return {
    ...bench,
    async ask(method, path, { body, token = TOKEN, key } = {}) {
      const answer = await fetch(`${bench.service.adminUrl}${path}`, {
        method,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: await answer.json(), headers: answer.headers };
    },
  };
}
