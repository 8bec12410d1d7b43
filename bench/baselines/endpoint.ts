import { createHmac, timingSafeEqual } from 'node:crypto';
import { fastify } from 'fastify';

/** A webhook whose signature fits. */
export interface Webhook {
  readonly id: string;
  readonly body: Buffer;
}

const TOLERANCE_S = 300;

/** What a user would write: fastify, the signature over the raw body, `JSON.parse`, then `store`, then 202. Listens on `PORT`. */
export async function serveWebhooks(store: (webhook: Webhook) => Promise<void>): Promise<void> {
  const key = Buffer.from((process.env.WEBHOOK_SECRET ?? '').replace('whsec_', ''), 'base64');
  const app = fastify();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.get('/health', async () => ({ status: 'ok' }));
  app.post('/webhooks/orders', async (request, reply) => {
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = request.headers;
    const { body } = request;
    if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signature !== 'string') {
      return reply.code(401).send();
    }
    if (!Buffer.isBuffer(body) || Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE_S) {
      return reply.code(401).send();
    }
    const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
    const given = Buffer.from(signature.replace(/^v1,/, ''), 'base64');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return reply.code(401).send();
    JSON.parse(body.toString('utf8'));
    await store({ id, body });
    return reply.code(202).send({ status: 'accepted' });
  });
  await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
}
