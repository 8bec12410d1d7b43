import type { Answer } from '../frame/answer.ts';
import type { ApiError, PhpError } from './errors.ts';

const ownType = 'application/vnd.api+json';
const thirtyDaysMs = 2_592_000_000;

/** JSON as the V8 API prints it: four spaces, slashes and unicode unescaped. */
export const prettyJson = (value: unknown): string => JSON.stringify(value, null, 4);

/** A success. The shipped .htaccess lets every V8 answer be cached for a month. */
export function success(status: 200 | 201, value: unknown, now: Date): Answer {
  return {
    status,
    headers: {
      Accept: ownType,
      'Cache-Control': 'max-age=2592000',
      Expires: new Date(now.getTime() + thirtyDaysMs).toUTCString(),
      'Content-Type': ownType,
    },
    body: prettyJson(value),
  };
}

/** A success without records: a message and an empty list. */
export function message(status: 200 | 201, meta: Readonly<Record<string, unknown>>, now: Date): Answer {
  return success(status, { meta, data: [] }, now);
}

/** A 400 of the V8 API. Apache closes the connection after it. */
export function failure(error: ApiError): Answer {
  const own = error.stage === 'service' ? { Accept: ownType } : {};
  return {
    status: 400,
    headers: { ...own, Connection: 'close', 'Content-Type': own.Accept ?? 'application/json' },
    body: prettyJson({ errors: { status: 400, title: null, detail: error.message } }) + error.trailing,
  };
}

/** An OAuth error: compact JSON with `error`, `error_description`, `hint` where there is one, and `message`. */
export function oauthFailure(status: number, error: string, description: string, hint?: string): Answer {
  return {
    status,
    headers: { ...(status === 401 ? {} : { Connection: 'close' }), 'Content-Type': 'application/json' },
    body: JSON.stringify({
      error,
      error_description: description,
      ...(hint === undefined ? {} : { hint }),
      message: description,
    }),
  };
}

/** A missing, wrong, expired or revoked token. */
export const unauthorized = (hint: string): Answer =>
  oauthFailure(401, 'access_denied', 'The resource owner or authorization server denied the request.', hint);

/** Slim's 404, 405 and 500 are JSON only for clients that accept JSON. */
export function wantsJson(accept: string | undefined): boolean {
  return accept !== undefined && /application\/([\w.-]+\+)?json/.test(accept);
}

/** A PHP error as Slim prints it for JSON clients: indented, with escaped slashes. */
export function phpErrorJson(error: PhpError): string {
  const { type, message: text, file, line, trace } = error;
  const body = { message: 'Slim Application Error', error: [{ type, code: 0, message: text, file, line, trace }] };
  return prettyJson(body).replaceAll('/', '\\/');
}
