import type { ShopApi } from '../shop.ts';

const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Whether the consumer key goes to the shop so that anybody on the way can read it: over plain http, to another machine. */
export function keyGoesInTheClear({ url }: Pick<ShopApi, 'url'>): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !LOOPBACK.test(hostname);
}
