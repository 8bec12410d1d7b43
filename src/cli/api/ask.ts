import type { Static, TSchema } from 'typebox';
import Value from 'typebox/value';
import { reasonOf } from '../../database/errors.ts';
import { CommandFailed, ProblemAnswer, Refused, WrongUsage } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { adminToken, adminUrl } from './connection.ts';

/** How long the service may take to answer. */
export const ANSWER_TIMEOUT_MS = 60_000;

/** A request to the admin API. */
export interface AdminRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below /admin, its parts already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: object;
  /** Under one key a change is made once, however often it is asked for. */
  readonly key?: string | undefined;
}

/** An answer: checked, and as the service wrote it. */
export interface AdminAnswer<Schema extends TSchema> {
  readonly value: Static<Schema>;
  readonly text: string;
}

/**
 * Asks the admin API of the service that the invocation names.
 * @throws {Refused} for a status other than 2xx, {CommandFailed} when there is no answer or one of another shape.
 */
export async function ask<Schema extends TSchema>(
  invocation: Invocation,
  schema: Schema,
  request: AdminRequest,
): Promise<AdminAnswer<Schema>> {
  const { key } = request;
  // A header takes no other characters, and the service no longer key.
  if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new WrongUsage('--idempotency-key must be of 1 to 255 visible ASCII characters');
  }
  const url = new URL(`${adminUrl(invocation)}/admin${request.path}`);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return readAnswer(schema, url, await exchange(url, request, adminToken(invocation)));
}

/**
 * Asks the service how it is doing, which needs no token.
 * @throws as `ask` does.
 */
export async function askHealth<Schema extends TSchema>(
  invocation: Invocation,
  schema: Schema,
): Promise<AdminAnswer<Schema>> {
  const url = new URL(`${adminUrl(invocation)}/health`);
  return readAnswer(schema, url, await exchange(url, { method: 'GET' }, null));
}

function readAnswer<Schema extends TSchema>(
  schema: Schema,
  url: URL,
  { status, text }: { readonly status: number; readonly text: string },
): AdminAnswer<Schema> {
  if (status < 200 || status > 299) throw refusedWith(status, text, url);
  const value = parseAnswer(text);
  if (!Value.Check(schema, value)) {
    const [fault] = Value.Errors(schema, value);
    const where = fault === undefined ? '' : ` (${fault.instancePath || '/'}: ${fault.message})`;
    throw new CommandFailed(`${url.origin} does not answer as this version of tillbridge does${where}`);
  }
  return { value, text };
}

async function exchange(url: URL, { method, body, key }: Omit<AdminRequest, 'path'>, token: string | null) {
  try {
    const answer = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    throw unreachable(url.origin, error);
  }
}

/** What it means that a request to the service came to nothing. */
export function unreachable(origin: string, error: unknown): CommandFailed {
  const reason = reasonOf(error instanceof TypeError && error.cause !== undefined ? error.cause : error);
  return new CommandFailed(`${origin} cannot be reached (${reason}): start the service, or name it with --url`, {
    cause: error,
  });
}

/** How tillbridge answers for an address that it does not have. */
const NOTHING_THERE = 'not_found';

function whichPort({ href }: URL): string {
  return `${href} is not there. Where ADMIN_PORT is set, it has the admin routes and PORT the webhooks: is this the right one of the two?`;
}

/** The error behind an answer that is no success. */
export function refusedWith(status: number, text: string, url: URL): Refused {
  const problem = parseAnswer(text);
  if (Value.Check(ProblemAnswer, problem) && problem.detail !== undefined) {
    return new Refused(status, problem.code === NOTHING_THERE ? { ...problem, detail: whichPort(url) } : problem);
  }
  return new Refused(status, { detail: `${url.href} did not answer as tillbridge does: is this its address?` });
}

/** A text as JSON; undefined where it is none. */
export function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
