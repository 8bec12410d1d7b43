import type { Answer } from '../../frame/answer.ts';
import type { Work } from '../../frame/simulated-api.ts';
import { failure } from '../answer.ts';
import type { Crm } from '../crm.ts';
import { accessDenied, databaseFailure } from '../errors.ts';
import type { SuiteCrmOwnFault } from '../faults.ts';
import { everythingIsWritten } from '../handlers/handler.ts';
import type { SimulatedCall } from './call.ts';
import { prepare } from './dispatch.ts';
import { withoutDatabase } from './lost-database.ts';
import { phpWarnings } from './warnings.ts';

/** Plays a fault that only SuiteCRM has. */
export async function misbehave(call: SimulatedCall, action: SuiteCrmOwnFault, crm: Crm, work: Work): Promise<Answer> {
  switch (action.kind) {
    case 'database-failure':
      if (action.commit) await work();
      return failure(databaseFailure());
    case 'lost-database':
      if (action.commit) await work();
      return withoutDatabase(call, crm, action.missing);
    case 'unstored-relation':
      return await work(prepare(call, crm, { ...everythingIsWritten, relation: true }));
    case 'lost-fields': {
      const { fields, shows = 'stored' } = action;
      return await work(prepare(call, crm, { ...everythingIsWritten, fields, shows }));
    }
    case 'access-denied':
      return failure(accessDenied());
    case 'php-warnings':
      return withWarnings(await work(), action.where);
    case 'revoke-tokens':
      crm.options.tokens.revokeAll();
      return await work();
  }
}

function withWarnings(answer: Answer, where: 'before' | 'after' | 'both'): Answer {
  const before = where === 'after' ? '' : phpWarnings;
  const after = where === 'before' ? '' : phpWarnings;
  return { ...answer, body: before + answer.body + after };
}
