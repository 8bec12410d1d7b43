import type { Answer } from '../../frame/answer.ts';
import { unauthorized, wantsJson } from '../answer.ts';
import { readCurrentUser } from '../handlers/current-user.ts';
import type { Handler } from '../handlers/handler.ts';
import { answerFields, logOut, readModules } from '../handlers/meta.ts';
import { readRecords } from '../handlers/read-list.ts';
import { answerRecord } from '../handlers/read-one.ts';
import { answerRelate, readLinked, relateByLink, unrelate } from '../handlers/relationships.ts';
import { removeRecord } from '../handlers/remove.ts';
import { changeRecord, insertRecord } from '../handlers/write.ts';
import type { SimulatedCall } from './call.ts';
import { apacheNotFound, slimNotAllowed, slimNotFound } from './pages.ts';

interface Route {
  readonly method: string;
  readonly pattern: readonly string[];
  readonly handler: Handler;
}

const route = (method: string, pattern: string, handler: Handler): Route => ({
  method,
  pattern: pattern.split('/'),
  handler,
});

const routes: readonly Route[] = [
  route('POST', 'logout', logOut),
  route('GET', 'meta/modules', readModules),
  route('GET', 'meta/fields/:module', answerFields),
  route('GET', 'current-user', readCurrentUser),
  route('GET', 'module/:module', readRecords),
  route('GET', 'module/:module/:id', answerRecord),
  route('POST', 'module', insertRecord),
  route('PATCH', 'module', changeRecord),
  route('DELETE', 'module/:module/:id', removeRecord),
  route('GET', 'module/:module/:id/relationships/:link', readLinked),
  route('POST', 'module/:module/:id/relationships', answerRelate),
  route('POST', 'module/:module/:id/relationships/:link', relateByLink),
  route('DELETE', 'module/:module/:id/relationships/:link/:related', unrelate),
];

/** Where a call goes: to a handler, to the token endpoint, or to an answer of the server itself. */
export type Destination =
  | { readonly kind: 'handler'; readonly handler: Handler; readonly parameters: Readonly<Record<string, string>> }
  | { readonly kind: 'token' }
  | { readonly kind: 'answer'; readonly answer: Answer };

/** Finds the route of a call. 404 and 405 come before the token is looked at. */
export function routeOf(call: SimulatedCall): Destination {
  if (call.path === '/Api/access_token') {
    return call.method === 'POST' ? { kind: 'token' } : { kind: 'answer', answer: notAllowed(call, ['POST']) };
  }
  if (call.path.startsWith('/api/')) {
    return { kind: 'answer', answer: olderApi(call) };
  }
  if (!call.path.startsWith('/Api/V8/')) {
    const headers = { 'Content-Type': 'text/html; charset=iso-8859-1' };
    return { kind: 'answer', answer: { status: 404, headers, body: apacheNotFound } };
  }
  const segments = call.path.slice('/Api/V8/'.length).split('/');
  const methods: string[] = [];
  for (const { method, pattern, handler } of routes) {
    const parameters = match(pattern, segments);
    if (parameters === undefined) {
      continue;
    }
    if (method === call.method || (method === 'GET' && call.method === 'HEAD')) {
      return { kind: 'handler', handler, parameters };
    }
    methods.push(method);
  }
  return { kind: 'answer', answer: methods.length === 0 ? notFound(call) : notAllowed(call, methods) };
}

function match(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) {
    return undefined;
  }
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith(':') && segment !== '') {
      parameters[part.slice(1)] = decode(segment);
    } else if (part !== segment) {
      return undefined;
    }
  }
  return parameters;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Under `/api` in small letters lies an older API, which has keys of its own and takes no token of this one. */
function olderApi({ headers }: SimulatedCall): Answer {
  const isToken = headers.authorization?.split('.').length === 3;
  return unauthorized(isToken ? 'Access token could not be verified' : 'The JWT string must have two dots');
}

function notFound(call: SimulatedCall): Answer {
  return slim(404, call, 'Not found', slimNotFound(call.headers.host ?? 'localhost'));
}

function notAllowed(call: SimulatedCall, methods: readonly string[]): Answer {
  const allow = methods.join(', ');
  if (call.method === 'OPTIONS') {
    const headers = { Allow: allow, 'Cache-Control': 'max-age=2592000', 'Content-Type': 'text/plain;charset=UTF-8' };
    return { status: 200, headers, body: `Allowed methods: ${allow}` };
  }
  const answer = slim(405, call, `Method not allowed. Must be one of: ${allow}`, slimNotAllowed(allow));
  return { ...answer, headers: { Allow: allow, ...answer.headers } };
}

function slim(status: number, call: SimulatedCall, message: string, page: string): Answer {
  return wantsJson(call.headers.accept)
    ? { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ message }) }
    : { status, headers: { 'Content-Type': 'text/html;charset=UTF-8' }, body: page };
}
