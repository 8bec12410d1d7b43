import type { CallContext } from '../../crm/call.ts';
import { formatTraceparent, newTrace, nextSpan, parseTraceparent, type RandomBytes } from '../../domain/trace.ts';
import type { ClaimedEvent } from '../../inbox/claimed-event.ts';
import type { WorkflowLease } from '../workflows.ts';
import type { StepRunner } from './step-runner.ts';

/**
 * How a run of an event calls its CRM: only while the lease is held, under the request id of the webhook that brought it, and in
 * that webhook's trace, where each call is a span of its own. Every attempt and every replay of the event is in the same trace.
 */
export function callContext(
  event: ClaimedEvent,
  lease: WorkflowLease,
  runner: Pick<StepRunner, 'sending'>,
  randomBytes: RandomBytes,
): CallContext {
  const trace = parseTraceparent(event.traceparent) ?? newTrace(randomBytes);
  const request = event.requestId === null ? {} : { 'x-request-id': event.requestId };
  return {
    signal: lease.signal,
    beforeSend: () => lease.assertHeld(),
    sending: () => runner.sending(),
    headers: () => ({ ...request, traceparent: formatTraceparent(nextSpan(trace, randomBytes)) }),
  };
}
