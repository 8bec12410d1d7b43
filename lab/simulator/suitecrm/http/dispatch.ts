import type { Answer } from '../../frame/answer.ts';
import type { Commit } from '../../frame/simulated-api.ts';
import { failure, phpErrorJson, wantsJson } from '../answer.ts';
import type { Crm } from '../crm.ts';
import { ApiError, PhpError } from '../errors.ts';
import { everythingIsWritten, type Unwritten } from '../handlers/handler.ts';
import { apiUser } from '../save/row.ts';
import type { SimulatedCall } from './call.ts';
import { slimError } from './pages.ts';
import { routeOf } from './router.ts';
import { answerTokenCall } from './token-endpoint.ts';

/** What SuiteCRM throws at every call of a user who does not work there any more. */
const notAuthorized = new PhpError('Exception', 'Not Authorized', '/var/www/suitecrm/Api/index.php', 4, []);

/** Routes, authorises and reads; what is returned writes and answers, and never throws for what SuiteCRM answers. */
export function prepare(call: SimulatedCall, crm: Crm, unwritten: Unwritten = everythingIsWritten): Commit {
  const destination = routeOf(call);
  if (destination.kind === 'answer') {
    return () => destination.answer;
  }
  const { tokens, clock } = crm.options;
  if (destination.kind === 'token') {
    return () => answerTokenCall(call, tokens, clock());
  }
  const refusal = tokens.check(call.headers.authorization);
  if (refusal !== undefined) {
    return () => refusal;
  }
  const employee = crm.store.table('Users').find(apiUser)?.values.employee_status ?? 'Active';
  if (employee !== 'Active') {
    return () => phpFailure(notAuthorized, call);
  }
  const commit = attempt(call, () => destination.handler(call, destination.parameters, crm, unwritten));
  return commit instanceof Function ? () => attempt(call, commit) : () => commit;
}

function attempt<T>(call: SimulatedCall, work: () => T): T | Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof ApiError) {
      return failure(error);
    }
    if (error instanceof PhpError) {
      return phpFailure(error, call);
    }
    throw error;
  }
}

function phpFailure(error: PhpError, call: SimulatedCall): Answer {
  return wantsJson(call.headers.accept)
    ? {
        status: 500,
        headers: { Connection: 'close', 'Content-Type': 'application/json' },
        body: phpErrorJson(error),
      }
    : {
        status: 500,
        headers: { Connection: 'close', 'Content-Type': 'text/html;charset=UTF-8' },
        body: slimError(error),
      };
}
