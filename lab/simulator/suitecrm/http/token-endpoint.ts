import type { Answer } from '../../frame/answer.ts';
import { oauthFailure } from '../answer.ts';
import type { Tokens } from '../tokens.ts';
import { isObject, type SimulatedCall } from './call.ts';

interface Client {
  readonly id: string;
  readonly secret: string;
  readonly grant: 'client_credentials' | 'password';
}

/** The OAuth2 clients of the recorded server, and the one user. */
export const clients: readonly Client[] = [
  { id: '11111111-1111-4111-8111-111111111111', secret: 'cc_secret', grant: 'client_credentials' },
  { id: '22222222-2222-4222-8222-222222222222', secret: 'pw_secret', grant: 'password' },
];
const user = { name: 'admin', password: 'Admin_pw1' };

const lifetimeSeconds = 3600;
const malformed =
  'The request is missing a required parameter, includes an invalid parameter value, ' +
  'includes a parameter more than once, or is otherwise malformed.';

/** POST /Api/access_token: client_credentials, password and refresh_token grants (league/oauth2-server behind SuiteCRM). */
export function answerTokenCall(call: SimulatedCall, tokens: Tokens, now: Date): Answer {
  const fields = { ...(isObject(call.body) ? call.body : {}) };
  const grant = text(fields.grant_type);
  if (grant !== 'client_credentials' && grant !== 'password' && grant !== 'refresh_token') {
    return oauthFailure(
      400,
      'unsupported_grant_type',
      'The authorization grant type is not supported by the authorization server.',
      'Check that all required parameters have been provided',
    );
  }
  const basic = basicCredentials(call.headers.authorization);
  const clientId = text(fields.client_id) ?? basic?.id;
  if (clientId === undefined || clientId === '') {
    return missing('client_id');
  }
  const client = clients.find(({ id }) => id === clientId);
  if (client === undefined) {
    return unknownError(`OAuth2Clients module with id ${clientId} is not found`);
  }
  const allowed = grant === client.grant || (grant === 'refresh_token' && client.grant === 'password');
  if (!allowed || (text(fields.client_secret) ?? basic?.secret) !== client.secret) {
    return oauthFailure(401, 'invalid_client', 'Client authentication failed');
  }
  const scope = text(fields.scope);
  if (scope !== undefined && scope !== '') {
    return oauthFailure(
      400,
      'invalid_scope',
      'The requested scope is invalid, unknown, or malformed',
      `Check the \`${scope}\` scope`,
    );
  }
  if (grant === 'client_credentials') {
    return issued(tokens.issue(client.id, '').token, undefined, now);
  }
  const refusal = grant === 'password' ? refusedPassword(fields) : refusedRefresh(fields, tokens);
  if (refusal !== undefined) {
    return refusal;
  }
  const access = tokens.issue(client.id, '1');
  return issued(access.token, tokens.issueRefresh(client.id, access.jti), now);
}

function refusedPassword(fields: Readonly<Record<string, unknown>>): Answer | undefined {
  const name = text(fields.username);
  const password = text(fields.password);
  if (name === undefined || password === undefined) {
    return missing(name === undefined ? 'username' : 'password');
  }
  if (name !== user.name) {
    return unknownError(`No user found with this username: ${name}`);
  }
  return password === user.password ? undefined : unknownError(`The password is invalid: ${password}`);
}

function refusedRefresh(fields: Readonly<Record<string, unknown>>, tokens: Tokens): Answer | undefined {
  const token = text(fields.refresh_token);
  if (token === undefined) {
    return missing('refresh_token');
  }
  const refusal = tokens.takeRefresh(token);
  return refusal === undefined
    ? undefined
    : oauthFailure(401, 'invalid_request', 'The refresh token is invalid.', refusal.hint);
}

function issued(accessToken: string, refreshToken: string | undefined, now: Date): Answer {
  const refresh = refreshToken === undefined ? {} : { refresh_token: refreshToken };
  return {
    status: 200,
    headers: {
      'Cache-Control': 'no-store, max-age=0',
      Expires: now.toUTCString(),
      'Content-Type': 'application/json; charset=UTF-8',
    },
    body: JSON.stringify({ token_type: 'Bearer', expires_in: lifetimeSeconds, access_token: accessToken, ...refresh }),
  };
}

const missing = (parameter: string): Answer =>
  oauthFailure(400, 'invalid_request', malformed, `Check the \`${parameter}\` parameter`);

const unknownError = (description: string): Answer => oauthFailure(500, 'unknown_error', description);

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function basicCredentials(header: string | undefined): { readonly id: string; readonly secret: string } | undefined {
  const encoded = header?.match(/^Basic\s+(.+)$/)?.[1];
  const [id, ...rest] = encoded === undefined ? [] : Buffer.from(encoded, 'base64').toString().split(':');
  return id === undefined ? undefined : { id, secret: rest.join(':') };
}
