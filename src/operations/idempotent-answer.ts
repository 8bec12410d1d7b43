import type { Static, TSchema } from 'typebox';
import Value from 'typebox/value';
import { type Database, type Prisma, sql } from '../database/client.ts';
import { TillbridgeError } from '../domain/errors.ts';
import { inTransaction, type Queries } from './transaction.ts';

/** A request that may be sent again under one key. */
export interface KeyedRequest {
  /** Keys of one actor do not meet those of another. */
  readonly actor: string;
  readonly key: string;
  /** Of method, address and body. */
  readonly sha256: Uint8Array;
}

/** A key came back with another request. */
export class IdempotencyKeyReused extends TillbridgeError {
  readonly code = 'idempotency_key_reused';
  readonly errorClass = 'permanent';

  constructor() {
    super('This Idempotency-Key was used for another request. Send a new request under a new key.');
  }
}

/** What a request is answered with; `fresh` = it was done now, and not answered from the key. */
export interface KeyedAnswer<Body> {
  readonly body: Body;
  readonly fresh: boolean;
}

/**
 * Does what a request asks for in one transaction, and under a key only once: the same key gets the first answer again. Of two at
 * once the second waits for the first. Work that throws leaves no trace, its key included.
 */
export async function answerOnce<Schema extends TSchema>(
  database: Database,
  request: KeyedRequest | null,
  schema: Schema,
  work: (prisma: Queries) => Promise<Static<Schema>>,
): Promise<KeyedAnswer<Static<Schema>>> {
  return await inTransaction(database, async (prisma) => {
    if (request === null) return { body: await work(prisma), fresh: true };
    if (!(await take(prisma, request))) {
      const body = await readAnswer(prisma, request);
      if (!Value.Check(schema, body)) throw new IdempotencyKeyReused();
      return { body, fresh: false };
    }
    await forgetOld(prisma);
    const body = await work(prisma);
    const { actor, key } = request;
    const kept: Prisma.InputJsonValue = JSON.parse(JSON.stringify(body));
    await prisma.idempotentAnswer.update({ where: { actor_key: { actor, key } }, data: { body: kept } });
    return { body, fresh: true };
  });
}

// Nobody sends a request again after a week.
async function forgetOld(prisma: Queries): Promise<void> {
  await prisma.$executeRaw(sql`DELETE FROM idempotent_answers WHERE created_at < now() - interval '7 days'`);
}

// The insert waits for another transaction that holds the key, and finds the row when that one was committed.
async function take(prisma: Queries, { actor, key, sha256 }: KeyedRequest): Promise<boolean> {
  const taken = await prisma.$executeRaw(sql`
    INSERT INTO idempotent_answers (actor, key, request_sha256, body) VALUES (${actor}, ${key}, ${sha256}, 'null')
    ON CONFLICT DO NOTHING`);
  return taken > 0;
}

async function readAnswer(prisma: Queries, { actor, key, sha256 }: KeyedRequest): Promise<unknown> {
  const known = await prisma.idempotentAnswer.findUnique({ where: { actor_key: { actor, key } } });
  return known !== null && Buffer.from(known.requestSha256).equals(sha256) ? known.body : null;
}
