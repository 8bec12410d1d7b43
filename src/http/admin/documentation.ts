import type { TSchema } from 'typebox';
import { ProblemSchema } from '../problem.ts';

/** How an admin route is documented: what it does, who may use it, and its answers. */
export function documented<const Answers extends Readonly<Record<number, TSchema>>>(summary: string, answers: Answers) {
  const problems = { 401: ProblemSchema, 422: ProblemSchema, 429: ProblemSchema };
  return {
    summary,
    tags: ['admin'],
    security: [{ token: [] }],
    response: { ...problems, ...answers },
  };
}
