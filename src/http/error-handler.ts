import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { DatabaseAway } from '../database/errors.ts';
import { JsonError } from '../domain/json.ts';
import { IntakeUnavailable } from '../inbox/types.ts';
import { IdempotencyKeyReused } from '../operations/idempotent-answer.ts';
import { NothingToReplay } from '../operations/replays/start-replay.ts';
import { DeliveryUnsigned } from '../shops/receive-delivery.ts';
import { EventInvalid, WebhookConflict } from '../webhooks/receive-webhook.ts';
import { SignatureError } from '../webhooks/verify-signature.ts';
import { RequestInvalid } from './admin/request-invalid.ts';
import type { BodyBudget } from './body-budget.ts';
import { discardBody } from './discard-body.ts';
import { HttpError, type Problem, sendProblem } from './problem.ts';

/** When a sender that was turned away for our sake should come back, in seconds. */
const RETRY_AFTER_SECONDS = 5;

/** Turns an error of a handler into problem details. */
export type HandleError = (error: unknown, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Makes the handler of every error. What is nobody's fault but ours is logged and not shown. */
export function errorHandler(budget: BodyBudget): HandleError {
  return (error, request, reply) => handleError(error, request, reply, budget);
}

async function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply, budget: BodyBudget) {
  if (brokeOff(request)) {
    request.log.info('A request broke off in the middle');
    return sendProblem(reply, 400, { detail: 'The request broke off.' });
  }
  const answer = answerTo(error, request.routeOptions.bodyLimit ?? 0);
  if (answer === null) {
    request.log.error({ err: error }, 'A request failed unexpectedly');
    return sendProblem(reply, 500, { detail: 'Something went wrong here. The request may be sent again.' });
  }
  const { status, ...problem } = answer;
  if (status === 503) {
    request.log.warn({ err: error }, 'A request was turned away');
    reply.header('retry-after', RETRY_AFTER_SECONDS);
  } else {
    request.log.info({ code: problem.code }, 'A request was refused');
  }
  if (status === 413 || status === 415) await discardBody(request.raw, budget);
  return sendProblem(reply, status, problem);
}

type Answer = Pick<Problem, 'status' | 'detail' | 'code' | 'errors'>;

/** `maxBytes`: how much of a body the route takes. */
function answerTo(error: unknown, maxBytes: number): Answer | null {
  if (error instanceof RequestInvalid) {
    return { status: error.status, detail: error.message, code: error.code, errors: [...error.faults] };
  }
  if (error instanceof IdempotencyKeyReused || error instanceof NothingToReplay) {
    return { status: 422, detail: error.message, code: error.code };
  }
  if (error instanceof HttpError) return { status: error.status, detail: error.message, code: error.code };
  if (error instanceof SignatureError) return { status: 401, detail: error.message, code: error.code };
  if (error instanceof DeliveryUnsigned) return { status: 401, detail: error.message, code: error.code };
  if (error instanceof JsonError) return { status: 400, detail: error.message, code: error.code };
  if (error instanceof WebhookConflict) return { status: 409, detail: error.message, code: error.code };
  if (error instanceof IntakeUnavailable) return { status: 503, detail: error.message, code: error.code };
  if (error instanceof EventInvalid) {
    return { status: 422, detail: error.message, code: error.code, errors: [...error.faults] };
  }
  if (error instanceof DatabaseAway) return { status: 503, detail: error.message, code: error.code };
  return isFrameworkError(error) ? frameworkAnswer(error, maxBytes) : null;
}

function brokeOff({ raw }: FastifyRequest): boolean {
  return raw.destroyed && !raw.complete;
}

type FrameworkError = Pick<FastifyError, 'validation' | 'validationContext'> & { statusCode: number; code?: unknown };

/** Of Fastify and of its plugins. */
function isFrameworkError(error: unknown): error is FrameworkError {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number';
}

// Fastify's own sentences quote the request, so only the status is taken over.
function frameworkAnswer(error: FrameworkError, maxBytes: number): Answer | null {
  const status = error.statusCode;
  if (status === 413) {
    return { status, detail: `The body is larger than ${maxBytes / 1024 / 1024} MiB.`, code: 'body_too_large' };
  }
  if (status === 415)
    return { status, detail: 'The content type must be application/json.', code: 'media_type_unsupported' };
  if (error.validation !== undefined) {
    const errors = error.validation.map(({ instancePath, message = 'Is not valid' }) => ({
      path: instancePath,
      message,
    }));
    const detail = `The ${error.validationContext ?? 'request'} does not fit.`;
    return { status: 400, detail, code: 'request_invalid', errors };
  }
  if (status === 414) return { status, detail: 'A part of the address is too long.', code: 'address_too_long' };
  if (error.code === 'FST_ERR_BAD_URL') {
    return { status, detail: 'The percent-encoding of the address is malformed.', code: 'address_malformed' };
  }
  if (status >= 500) return null;
  return { status, detail: 'The request cannot be answered as it is.', code: 'request_unreadable' };
}
