import type { SimulatedApi } from '../../frame/simulated-api.ts';
import type { Crm } from '../crm.ts';
import type { SuiteCrmOwnFault } from '../faults.ts';
import { parseCall, type SimulatedCall } from './call.ts';
import { subjectOf } from './call-subject.ts';
import { prepare } from './dispatch.ts';
import { misbehave } from './misbehave.ts';

/** SuiteCRM's V8 API over the records of this CRM, as the frame serves it. */
export function suiteCrmApi(crm: Crm): SimulatedApi<SimulatedCall, SuiteCrmOwnFault> {
  return {
    receive:
      ({ method, url, headers }) =>
      (body) =>
        parseCall(method, url, headers, body.toString()),
    subjectOf: (call) => ({ path: call.path, ...subjectOf(call, crm.schema), body: call.body ?? null }),
    prepare: (call) => prepare(call, crm),
    misbehave: (call, action, work) => misbehave(call, action, crm, work),
  };
}
