import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { FastifyInstance } from 'fastify';
import { once } from '../../compile-when-asked.ts';
import { CONSOLE_ROUTE } from '../pages.ts';

const HTMX = createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js');
const ASSETS = [
  ['console.css', new URL('console.css', import.meta.url), 'text/css; charset=utf-8'],
  ['icon.svg', new URL('icon.svg', import.meta.url), 'image/svg+xml'],
  ['htmx.js', HTMX, 'text/javascript; charset=utf-8'],
] as const;

/** The style sheet, the icon and the one script. They hold nothing secret, and the sign-in needs them. */
export function serveAssets(app: FastifyInstance): void {
  for (const [name, file, type] of ASSETS) {
    const load = once(async () => {
      const bytes = await readFile(file);
      return { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url')}"` };
    });
    app.get(`/assets/${name}`, CONSOLE_ROUTE, async (request, reply) => {
      const { bytes, etag } = await load();
      // Asked for again each time, and sent again after an upgrade only.
      reply.headers({ etag, 'cache-control': 'no-cache' });
      if (request.headers['if-none-match'] === etag) return await reply.code(304).send();
      return await reply.type(type).send(bytes);
    });
  }
}
