import type { Answer } from '../../frame/answer.ts';
import { failure, message } from '../answer.ts';
import type { Crm } from '../crm.ts';
import { type ErrorStage, notFound } from '../errors.ts';
import type { LostRecord } from '../faults.ts';
import { apiUser } from '../save/row.ts';
import { isObject, type SimulatedCall } from './call.ts';
import { subjectOf } from './call-subject.ts';

const relationships = /^\/Api\/V8\/module\/[^/]+\/[^/]+\/relationships(?:\/([^/]+))?/;

/**
 * The answer of a SuiteCRM whose own database connection was lost during a call: a query that fails finds nothing, so
 * records that stand are "not found" (with the wording and the media type of a true one), and so is the API user.
 */
export function withoutDatabase(call: SimulatedCall, crm: Crm, missing: LostRecord): Answer {
  const related = relationships.exec(call.path);
  const stage: ErrorStage = related === null ? 'service' : 'request';
  const { module, id } = subjectOf(call, crm.schema);
  const link = related?.[1];
  if (missing === 'rows' && call.method === 'GET' && link !== undefined && module !== null) {
    const source = crm.schema.module(module)?.objectName ?? module;
    const text = `There is no relationship set in ${source} module with ${link} link field`;
    return message(200, { message: text }, crm.options.clock());
  }
  if (missing === 'related' && related !== null) {
    const data = isObject(call.body) && isObject(call.body.data) ? call.body.data : {};
    if (typeof data.type === 'string' && typeof data.id === 'string') {
      return failure(notFound(crm.schema.module(data.type)?.name ?? data.type, data.id, stage));
    }
  }
  return missing === 'record' && module !== null && id !== null
    ? failure(notFound(module, id, stage))
    : failure(notFound('Users', apiUser, stage));
}
