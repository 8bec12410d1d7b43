import { SpanKind } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import type { StepEnded } from '../../domain/service-events.ts';
import { stepWords } from '../../domain/step-words.ts';
import type { SpanFacts } from '../finished-span.ts';
import { codeWord, OURS } from './attributes.ts';

/** A step of an event that has ended: its journal, its waits and its calls. */
export function stepSpan({ event, key, module, lookedFirst, span, failure }: StepEnded): SpanFacts {
  const step = stepWords(key);
  const code = failure === null ? null : codeWord(failure.code);
  return {
    name: `step ${step}`,
    kind: SpanKind.INTERNAL,
    span,
    isRemote: false,
    attributes: {
      [OURS.eventId]: event.id,
      [OURS.eventType]: event.type,
      [OURS.step]: step,
      [OURS.module]: module,
      [OURS.lookedFirst]: lookedFirst,
      ...(failure === null || code === null ? {} : { [ATTR_ERROR_TYPE]: code, [OURS.errorClass]: failure.errorClass }),
    },
    failure: code,
  };
}
