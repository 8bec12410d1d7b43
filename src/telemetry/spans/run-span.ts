import { SpanKind } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import type { RunEnded, RunHere, RunOf, RunOutcome } from '../../domain/service-events.ts';
import { stepWords } from '../../domain/step-words.ts';
import type { SpanFacts } from '../finished-span.ts';
import { codeWord, OURS } from './attributes.ts';

const FAILURES: ReadonlySet<RunOutcome> = new Set(['dead', 'retrying', 'held_back']);

/** A run of an event that has ended. */
export function runSpan({ run, outcome, errorClass, warnings, details }: RunEnded, here: RunHere): SpanFacts {
  const failure = FAILURES.has(outcome) ? codeWord(details.code) : null;
  const { class: ofError = errorClass, step } = details;
  return {
    ...common(run, here),
    attributes: {
      ...attributesOf(run, here),
      [OURS.outcome]: outcome,
      [OURS.warnings]: warnings.length,
      ...(failure === null ? {} : { [ATTR_ERROR_TYPE]: failure, [OURS.errorClass]: codeWord(ofError) }),
      ...(typeof step === 'string' ? { [OURS.step]: stepWords(step) } : {}),
    },
    failure,
  };
}

/** A run whose lease passed on to another worker. */
export function lostRunSpan(run: RunOf, here: RunHere): SpanFacts {
  return { ...common(run, here), attributes: { ...attributesOf(run, here), [OURS.outcome]: 'lost' }, failure: null };
}

function common({ type }: RunOf, { span }: RunHere) {
  return { name: `process ${type}`, kind: SpanKind.CONSUMER, span, isRemote: true };
}

function attributesOf({ id, type, attempt }: RunOf, { crm, businessUnit, mode }: RunHere) {
  return {
    [OURS.eventId]: id,
    [OURS.eventType]: type,
    [OURS.businessUnit]: businessUnit,
    [OURS.crm]: crm,
    [OURS.attempt]: attempt,
    [OURS.mode]: mode,
  };
}
