import { SpanKind } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
} from '@opentelemetry/semantic-conventions';
import type { AnsweredWebhook } from '../../domain/service-events.ts';
import type { SpanFacts } from '../finished-span.ts';
import { codeWord, OURS } from './attributes.ts';

/** A webhook that was answered. What was refused is no failure of the service's. */
export function webhookSpan({ route, status, span, event, problem }: AnsweredWebhook): SpanFacts {
  const failure = status < 500 ? null : problem === null ? String(status) : codeWord(problem);
  return {
    name: `POST /webhooks/${route}`,
    kind: SpanKind.SERVER,
    span,
    isRemote: true,
    attributes: {
      [ATTR_HTTP_REQUEST_METHOD]: 'POST',
      [ATTR_HTTP_ROUTE]: `/webhooks/${route}`,
      [ATTR_HTTP_RESPONSE_STATUS_CODE]: status,
      ...(event === null ? {} : { [OURS.eventId]: event.id, [OURS.eventType]: event.type }),
      ...(problem === null ? {} : { [OURS.problem]: codeWord(problem) }),
      ...(failure === null ? {} : { [ATTR_ERROR_TYPE]: failure }),
    },
    failure,
  };
}
