import type { TSchema } from 'typebox';
import { HttpError, ProblemSchema } from '../problem.ts';

/** How a request is answered whose body cannot be read. */
export const BODY_PROBLEMS = { 400: ProblemSchema, 413: ProblemSchema, 415: ProblemSchema };

/** How an admin route is documented: what it does, who may use it, and its answers. */
export function documented<const Answers extends Readonly<Record<number, TSchema>>>(summary: string, answers: Answers) {
  const problems = { 401: ProblemSchema, 422: ProblemSchema, 429: ProblemSchema, 503: ProblemSchema };
  return {
    summary,
    tags: ['admin'],
    security: [{ token: [] }],
    response: { ...problems, ...answers },
  };
}

/** There is no event of that id. */
export function noEvent(id: string): HttpError {
  return new HttpError(404, 'event_unknown', `There is no event ${JSON.stringify(id.slice(0, 100))}.`);
}
