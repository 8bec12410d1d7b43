import type { SimulatedApi } from '../../frame/simulated-api.ts';
import { mayNotRead, noKey, noRoute, refusedByStore, unknownKey, WooRefusal, wrongSecret } from './answer.ts';
import { answerStoreCall, ROOT, siteIndex, type WooState, type WooStoreCall } from './routes.ts';

/** A consumer key as the shop's admin makes one. */
export interface ConsumerKey {
  readonly key: string;
  readonly secret: string;
}

/** What the API is served from. */
export interface WooApiParts {
  readonly state: WooState;
  readonly consumer: ConsumerKey;
  /** Whether the key was made for reading; one for writing alone reads nothing. */
  readonly mayRead: () => boolean;
}

interface KeyedCall extends WooStoreCall {
  readonly method: string;
  readonly authorization: string | undefined;
}

/** The REST API of version 3, as the frame serves it: HTTP Basic with the consumer key, everything else refusedByStore in WordPress's words. */
export function wooApi({ state, consumer, mayRead }: WooApiParts): SimulatedApi<KeyedCall, never> {
  const answer = ({ method, authorization, ...call }: KeyedCall) => {
    if (method !== 'GET') throw noRoute();
    if (call.path === '/' || call.path === '') return siteIndex(state.store);
    check(authorization, consumer);
    if (!mayRead()) throw mayNotRead();
    return answerStoreCall(state, call);
  };
  return {
    receive({ method, url, headers: { authorization } }) {
      const { pathname, searchParams } = new URL(url, 'http://localhost');
      const path = pathname.startsWith(ROOT) ? pathname.slice(ROOT.length) : '/nowhere';
      return () => ({ method, path, query: searchParams, authorization });
    },
    subjectOf: ({ path }) => ({ path, ...recordIn(path), body: null }),
    prepare: (call) => () => {
      try {
        return answer(call);
      } catch (error) {
        if (error instanceof WooRefusal) return refusedByStore(error);
        throw error;
      }
    },
    misbehave: (_call, action) => action,
  };
}

function check(authorization: string | undefined, { key, secret }: ConsumerKey): void {
  const [scheme, credentials = ''] = (authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic') throw noKey();
  const [user, password] = Buffer.from(credentials, 'base64').toString().split(':');
  if (user !== key) throw unknownKey();
  if (password !== secret) throw wrongSecret();
}

/** The kind of records and the record that a path names. */
function recordIn(path: string): { readonly module: string | null; readonly id: string | null } {
  const [, kind = null, id = null, below = null] = /^\/wc\/v3\/([^/]+)(?:\/(\d+))?(?:\/([^/]+))?/.exec(path) ?? [];
  return { module: below ?? kind, id };
}
