import { onTestFinished } from 'vitest';
import { type Bench, startBench } from '../service.ts';

/** The admin token of the console's tests, and its name. */
export const CONSOLE_TOKEN = 'a-token-of-anna-0123456789';

/** What a page answered. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A browser without scripts, as far as requests go: it keeps no cookies but the one that it is given. */
export interface Visitor {
  readonly cookie: string;
  /** What a form of a page brings against forgery. */
  readonly antiForgery: string;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<PageAnswer>;
  /** Sends a form; `csrf` is added unless it is among the fields. */
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<PageAnswer>;
}

/** A service with the token of anna, closed after the test. */
export async function startConsole(): Promise<Bench> {
  const bench = await startBench({ adminTokens: [{ name: 'anna', token: CONSOLE_TOKEN }] });
  onTestFinished(() => bench.close());
  return bench;
}

/** Asks for a page, without following where it leads. */
export async function ask(url: string, init: RequestInit = {}): Promise<PageAnswer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Signs in at the console of a service. */
export async function visit({ service: { url } }: Bench): Promise<Visitor> {
  const signedIn = await ask(`${url}/console/sign-in`, form({ token: CONSOLE_TOKEN }));
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const get = async (path: string, headers = {}) => await ask(`${url}${path}`, { headers: { cookie, ...headers } });
  const antiForgery = /name="csrf" value="([^"]+)"/.exec((await get('/console/audit')).text)?.[1] ?? '';
  return {
    cookie,
    antiForgery,
    get,
    post: async (path, fields, headers = {}) =>
      await ask(`${url}${path}`, form({ csrf: antiForgery, ...fields }, { cookie, ...headers })),
  };
}

function form(fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return { method: 'POST', headers: { ...headers }, body: new URLSearchParams(fields) };
}
