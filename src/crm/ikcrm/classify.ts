import * as crmErrors from '../errors.ts';
import { outcomeBehind } from '../no-answer.ts';
import { redact, sentValues } from '../redact.ts';
import type { Envelope } from './answers.ts';
import { RATE_LIMITED_PAUSE_MS, REFUSED_MAY_HAVE_ADDED, UNKNOWN_REFUSAL_PAUSE_MS, WORDS } from './assumptions.ts';
import type { IkcrmCall } from './call.ts';
import * as errors from './errors.ts';

/** An HTTP answer as far as it matters for its class. `envelope` null: the body is no answer of the API. */
export interface IkcrmAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfterMs: number | null;
  readonly envelope: Envelope | null;
}

// [guide]; the same `error` comes for a wrong version code.
const INVALID_APP = 'invalid_app_error';
// More is no sentence, and some of the patterns try again at every character.
const MAX_WORDS = 1000;
// [public clients]
const SESSION_ENDED = '100401';

/** What an answer means that is not a usable success. */
export function classify(call: IkcrmCall, answer: IkcrmAnswer): crmErrors.CrmError {
  const { status, retryAfterMs, envelope } = answer;
  if (status === 429) return rateLimited(call, answer);
  if (status >= 500) {
    const message = `the server failed with ${status}; ${call.next}`;
    return new crmErrors.ServerFailure(call, message, { status, retryAfterMs, outcome: outcomeBehind(status) });
  }
  if (envelope !== null && envelope.code !== '0') return refusal(call, answer, envelope);
  if (status >= 200 && status < 300) return unreadable(call, answer);
  if (status === 401) return sessionEnded(call, { status });
  const advice = 'check that IKCRM_URL is the address before /api and that no proxy stands in front';
  return new crmErrors.UnexpectedAnswer(call, `${status} is no answer of the open API; ${advice}`, {
    status,
    retryAfterMs,
  });
}

/** A success whose body is missing, cut or of another shape. */
export function unreadable(
  call: IkcrmCall,
  { status, contentType, retryAfterMs }: IkcrmAnswer,
): crmErrors.UnreadableAnswer {
  const what = contentType.includes('html') ? 'is a page (check IKCRM_URL)' : 'cannot be read';
  const message = `the answer (${status}) ${what}; ${call.next}`;
  return new crmErrors.UnreadableAnswer(call, message, { status, retryAfterMs, outcome: 'unknown' });
}

function refusal(call: IkcrmCall, answer: IkcrmAnswer, envelope: Envelope): crmErrors.CrmError {
  const { code, message, error } = envelope;
  const detail = redact(message === '' ? error : message, sentValues(call));
  const facts = { status: answer.status, crmCode: code, detail };
  const words = `${message} ${error}`.slice(0, MAX_WORDS);
  if (error === INVALID_APP) {
    const advice = 'check IKCRM_VERSION_CODE and that IKCRM_URL is a server with the open API';
    return new errors.AppRejected(
      call,
      `the CRM does not know this application: ${detail} (${code}); ${advice}`,
      facts,
    );
  }
  if (WORDS.limited.test(words)) return rateLimited(call, answer, facts);
  if (WORDS.busy.test(words)) return unknownRefusal(call, answer, facts);
  if (call.operation === 'login') return refusedLogin(call, answer, facts, words);
  if (code === SESSION_ENDED || answer.status === 401 || WORDS.sessionEnded.test(words))
    return sessionEnded(call, facts);
  const partly = { ...facts, outcome: REFUSED_MAY_HAVE_ADDED ? ('unknown' as const) : ('none' as const) };
  if (WORDS.notFound.test(words)) {
    const advice = 'check the ids of the contract and its products in the CRM';
    return new crmErrors.RecordNotFound(call, `the CRM refused it: ${detail} (${code}); ${advice}`, partly);
  }
  if (WORDS.denied.test(words)) {
    const advice = 'give the account of IKCRM_LOGIN the right to edit contracts';
    return new crmErrors.AccessDenied(call, `the CRM refused it: ${detail} (${code}); ${advice}`, partly);
  }
  if (WORDS.invalid.test(words)) {
    const advice = 'correct it where it came from, or in the CRM, then replay';
    return new crmErrors.RequestRejected(call, `the CRM refused it: ${detail} (${code}); ${advice}`, partly);
  }
  return unknownRefusal(call, answer, facts);
}

/** The words of a refused login are not repeated: they may hold what was typed in. */
function refusedLogin(
  call: IkcrmCall,
  answer: IkcrmAnswer,
  facts: crmErrors.CallFacts,
  words: string,
): crmErrors.CrmError {
  if (answer.status !== 401 && !WORDS.credentials.test(words)) return unknownRefusal(call, answer, facts);
  const { status, crmCode = String(answer.status) } = facts;
  const advice = 'check IKCRM_LOGIN, IKCRM_PASSWORD and IKCRM_CORP_ID';
  return new crmErrors.CredentialsRejected(call, `the CRM refused the login (${crmCode}); ${advice}`, {
    ...(status === undefined ? {} : { status }),
    crmCode,
  });
}

function sessionEnded(call: IkcrmCall, facts: crmErrors.CallFacts): errors.SessionEnded {
  const advice = 'nobody and nothing else may log in with the account of IKCRM_LOGIN';
  return new errors.SessionEnded(call, `the session was ended by another login; ${advice}`, facts);
}

function rateLimited(
  call: IkcrmCall,
  { status, retryAfterMs }: IkcrmAnswer,
  facts: crmErrors.CallFacts = {},
): crmErrors.RateLimited {
  return new crmErrors.RateLimited(call, 'refused, too many calls of this enterprise; it is tried later', {
    status,
    ...facts,
    retryAfterMs: retryAfterMs ?? RATE_LIMITED_PAUSE_MS,
  });
}

function unknownRefusal(call: IkcrmCall, { retryAfterMs }: IkcrmAnswer, facts: crmErrors.CallFacts): errors.CrmRefused {
  const message = `the CRM refused it: ${facts.detail} (${facts.crmCode}); ${call.next}, slowly`;
  return new errors.CrmRefused(call, message, {
    ...facts,
    outcome: 'unknown',
    retryAfterMs: retryAfterMs ?? UNKNOWN_REFUSAL_PAUSE_MS,
  });
}
