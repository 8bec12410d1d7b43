import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sendRaw } from '../support/http/app.ts';
import { startConsole } from '../support/http/console.ts';

const UP = ['..', '%2e%2e', '.%2e', '..%2f..', '%2e%2e%2f%2e%2e', '..%5c..', '..\\..', '%252e%252e', '....//', '..;'];
const TARGETS = ['package.json', '.env', 'etc/passwd'];
const FOLDERS = ['/console/assets', '/docs/static', '/docs', '/admin', '/webhooks'];
const ODD = [
  '/console/assets/console.css%00.js',
  '/console/assets/console.css/..',
  '/console/assets/./console.css',
  '/console//assets/console.css',
  '//console/assets/console.css',
  '/console/assets/%00',
  '/docs/static/%00',
  '/docs/static/%ff',
  '/docs/static//etc/passwd',
  '/docs/static/C:%5cWindows%5cwin.ini',
  'http://elsewhere.test/docs/static/../../package.json',
  '*',
];
const SECRETS = [readFileSync('package.json', 'utf8').slice(0, 60), 'root:', 'WEBHOOK_SECRETS'];

test('no address leads to a file that is not meant to be served, and none is more than it can bear', async () => {
  const { service } = await startConsole();
  const climbing = FOLDERS.flatMap((folder) =>
    UP.flatMap((up) => TARGETS.map((target) => `${folder}/${up}/${up}/${up}/${up}/${target}`)),
  );
  for (const target of [...climbing, ...ODD]) {
    const bytes = `GET ${target} HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n`;
    const [answer] = await sendRaw(service.url, bytes);
    expect([target, answer?.status]).toEqual([target, expect.toSatisfy((status) => status >= 300 && status < 500)]);
    for (const secret of SECRETS) expect([target, answer?.body.includes(secret)]).toEqual([target, false]);
  }
});

test('an address of another host is answered by what stands behind it here, and nobody is sent there', async () => {
  const { service } = await startConsole();
  for (const target of ['http://elsewhere.test/console', '//elsewhere.test/console', '/console?to=//elsewhere.test']) {
    const bytes = `GET ${target} HTTP/1.1\r\nhost: elsewhere.test\r\nconnection: close\r\n\r\n`;
    const [answer] = await sendRaw(service.url, bytes);
    const location = answer?.headers.get('location')?.trim() ?? '/';
    expect([target, new URL(location, service.url).origin]).toEqual([target, service.url]);
  }
});
