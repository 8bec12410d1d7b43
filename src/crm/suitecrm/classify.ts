import Type from 'typebox';
import { Compile } from 'typebox/compile';
import * as crmErrors from '../errors.ts';
import { outcomeBehind } from '../no-answer.ts';
import { redact, sentValues } from '../redact.ts';
import type { SuiteCrmCall } from './call.ts';
import { classifyDetail } from './detail.ts';
import * as errors from './errors.ts';

/** An HTTP answer as far as it matters for its class. `json` null: no complete JSON in it. */
export interface SuiteCrmAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfterMs: number | null;
  readonly json: unknown;
}

const ErrorObject = Type.Object({ detail: Type.String() });
// 7.14 sends an object where JSON:API prescribes an array.
const V8Errors = Compile(Type.Object({ errors: Type.Union([ErrorObject, Type.Array(ErrorObject, { minItems: 1 })]) }));
const OAuthError = Compile(Type.Object({ error: Type.String(), message: Type.Optional(Type.String()) }));
const SlimError = Compile(Type.Object({ error: Type.Array(Type.Object({ message: Type.String() }), { minItems: 1 }) }));

/** What an answer that is not a usable success means. The shapes are those of SuiteCRM 7.14, which says almost everything with 400. */
export function classify(call: SuiteCrmCall, answer: SuiteCrmAnswer): crmErrors.CrmError {
  const { status } = answer;
  const facts = { status, retryAfterMs: answer.retryAfterMs };
  if (status >= 200 && status < 300) return unreadable(call, answer);
  if (status === 429)
    return new crmErrors.RateLimited(call, 'refused with 429, too many calls; it is tried later', facts);
  if (call.operation === 'login') return classifyLogin(call, answer);
  if (status === 401) {
    const advice = 'check the OAuth2 client, the user behind it and the clocks of the CRM';
    return new errors.TokenRejected(call, `the access token was refused, and so was a new one; ${advice}`, facts);
  }
  if (status >= 500) return serverFailure(call, answer);
  if (status !== 400) return unexpected(call, answer);
  const detail = v8Detail(answer.json);
  if (detail !== null) return classifyDetail(call, detail, facts);
  // A 400 that broke off may have been a database failure in the middle of a save.
  return isPage(answer.contentType) ? unexpected(call, answer) : unreadable(call, answer);
}

/** A success whose JSON is missing, cut or of another shape. */
export function unreadable(
  call: SuiteCrmCall,
  { status, contentType, retryAfterMs }: SuiteCrmAnswer,
): crmErrors.UnreadableAnswer {
  const what = isPage(contentType) ? 'is a page (check SUITECRM_URL)' : 'cannot be read';
  const message = `the answer (${status}) ${what}; ${call.next}`;
  return new crmErrors.UnreadableAnswer(call, message, { status, retryAfterMs, outcome: 'unknown' });
}

function unexpected(call: SuiteCrmCall, { status, retryAfterMs }: SuiteCrmAnswer): crmErrors.UnexpectedAnswer {
  const advice =
    'check that SUITECRM_URL is the address before /Api and that no proxy or maintenance page stands in front';
  return new crmErrors.UnexpectedAnswer(call, `${status} is no answer of the V8 API; ${advice}`, {
    status,
    retryAfterMs,
  });
}

function serverFailure(call: SuiteCrmCall, { status, retryAfterMs, json }: SuiteCrmAnswer): crmErrors.ServerFailure {
  const detail = SlimError.Check(json) ? redact(json.error[0]?.message ?? '', sentValues(call)) : null;
  const message = `the server failed with ${status}${detail === null ? '' : ` (${detail})`}; ${call.next}`;
  const facts = { status, retryAfterMs, outcome: outcomeBehind(status) };
  return new crmErrors.ServerFailure(call, message, detail === null ? facts : { ...facts, detail });
}

/** The token endpoint's message is never repeated: SuiteCRM 7.14 puts the password that was tried into it. */
function classifyLogin(call: SuiteCrmCall, answer: SuiteCrmAnswer): crmErrors.CrmError {
  const { status, retryAfterMs, json } = answer;
  const oauth = OAuthError.Check(json) ? json : null;
  // 7.14 answers an unknown client, user or password with 500 "unknown_error".
  const refused = status === 401 || (oauth !== null && (status === 400 || isUnknownError(status, oauth)));
  if (refused) {
    const advice =
      'check SUITECRM_CLIENT_ID, SUITECRM_CLIENT_SECRET and, if set, SUITECRM_USERNAME and SUITECRM_PASSWORD';
    const message = `the token endpoint refused the credentials with ${status}; ${advice}`;
    return new crmErrors.CredentialsRejected(call, message, { status, retryAfterMs });
  }
  if (status >= 500) return serverFailure(call, { ...answer, json: null });
  return unexpected(call, answer);
}

function isUnknownError(status: number, oauth: { error: string; message?: string }): boolean {
  return status === 500 && oauth.error === 'unknown_error' && !(oauth.message ?? '').startsWith('Database failure');
}

function v8Detail(json: unknown): string | null {
  if (!V8Errors.Check(json)) return null;
  const { errors: found } = json;
  return (Array.isArray(found) ? found[0]?.detail : found.detail) ?? null;
}

function isPage(contentType: string): boolean {
  return contentType.includes('html');
}
