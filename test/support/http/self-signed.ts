import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { listenUntilEnd } from './server.ts';

/** A server whose certificate nobody vouches for, up to the end of the test. `asked`: the addresses that were asked for all the same. */
export async function startSelfSigned(): Promise<{ readonly url: string; readonly asked: readonly string[] }> {
  const [key, cert] = await Promise.all(
    ['key', 'certificate'].map((part) =>
      readFile(new URL(`../../fixtures/tls/self-signed-${part}.pem`, import.meta.url)),
    ),
  );
  const asked: string[] = [];
  const server = createServer({ key, cert }, ({ url = '' }, response) => {
    asked.push(url);
    response.end('[]');
  });
  return { url: `https://127.0.0.1:${await listenUntilEnd(server)}`, asked };
}
