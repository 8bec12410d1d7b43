import { Pool } from 'undici';

/** An answer as a test looks at it. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON; undefined where it is not JSON as a whole. */
  readonly json: unknown;
}

/** Sends requests byte for byte as a test words them, and JSON:API calls for arranging. */
export class Api {
  readonly #client: Pool;
  readonly #credentials: { readonly id: string; readonly secret: string };
  #token: string | undefined;

  constructor(url: string, credentials: { readonly id: string; readonly secret: string }) {
    this.#client = new Pool(url);
    this.#credentials = credentials;
  }

  /** One request; nothing is added to the headers. */
  async send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: string,
  ): Promise<Reply> {
    const response = await this.#client.request({ method, path, headers, ...(body === undefined ? {} : { body }) });
    const text = await response.body.text();
    return { status: response.statusCode, headers: response.headers, text, json: parse(text) };
  }

  /** A living access token, fetched once. */
  async token(): Promise<string> {
    this.#token ??= await this.fetchToken();
    return this.#token;
  }

  /** Makes the next call fetch a token again. */
  forgetToken(): void {
    this.#token = undefined;
  }

  /** A new access token. */
  async fetchToken(): Promise<string> {
    const { id, secret } = this.#credentials;
    const form = `grant_type=client_credentials&client_id=${id}&client_secret=${secret}`;
    const reply = await this.send(
      'POST',
      '/Api/access_token',
      { 'content-type': 'application/x-www-form-urlencoded' },
      form,
    );
    return String(property(reply.json, 'access_token'));
  }

  /** A V8 call as tillbridge sends it. `path` begins behind `/Api/V8`. */
  async call(method: string, path: string, body?: unknown): Promise<Reply> {
    const headers = {
      accept: 'application/vnd.api+json',
      authorization: `Bearer ${await this.token()}`,
      ...(body === undefined ? {} : { 'content-type': 'application/vnd.api+json' }),
    };
    return this.send(method, `/Api/V8${path}`, headers, body === undefined ? undefined : JSON.stringify(body));
  }

  /** POST /module. */
  create(type: string, attributes: Readonly<Record<string, unknown>>, id?: string): Promise<Reply> {
    const data = {
      type,
      ...(id === undefined ? {} : { id }),
      ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
    };
    return this.call('POST', '/module', { data });
  }

  /** PATCH /module. */
  update(type: string, id: string, attributes: Readonly<Record<string, unknown>>): Promise<Reply> {
    return this.call('PATCH', '/module', { data: { type, id, attributes } });
  }

  /** POST /module/{module}/{id}/relationships. */
  relate(module: string, id: string, type: string, relatedId: string): Promise<Reply> {
    return this.call('POST', `/module/${module}/${id}/relationships`, { data: { type, id: relatedId } });
  }

  close(): Promise<void> {
    return this.#client.destroy();
  }
}

/** Reads a nested member of parsed JSON, e.g. `property(json, 'data', 'attributes', 'name')`. */
export function property(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current = value;
  for (const key of path) {
    current = typeof current === 'object' && current !== null ? Reflect.get(current, key) : undefined;
  }
  return current;
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
