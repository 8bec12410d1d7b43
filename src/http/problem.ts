import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { Static } from 'typebox';
import Type from 'typebox';
import { TillbridgeError } from '../domain/errors.ts';

declare module 'fastify' {
  interface FastifyReply {
    /** The code of the problem that it ends with. */
    problem: string | null;
  }
}

/** The name of the schema of problems, for whoever refers to it. */
export const PROBLEM = 'Problem';

/** What every error answer holds: problem details as RFC 9457 describes them. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'Always `about:blank`: the status says it all.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'One sentence for the person who reads the logs of the sender.' }),
    code: Type.Optional(Type.String({ description: 'The case in lower_snake_case, for programs.' })),
    errors: Type.Optional(
      Type.Array(Type.Object({ path: Type.String({ description: 'JSON Pointer' }), message: Type.String() })),
    ),
  },
  { $id: PROBLEM },
);
export type Problem = Static<typeof ProblemSchema>;

/** What is said of one case, beside its status. */
export type ProblemSaid = Pick<Problem, 'detail'> & Partial<Pick<Problem, 'code' | 'errors'>>;

/** The whole problem. */
export function problemOf(status: number, problem: ProblemSaid): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, ...problem };
}

/** Ends a request with a problem. */
export function sendProblem(reply: FastifyReply, status: number, problem: ProblemSaid): FastifyReply {
  const body = problemOf(status, problem);
  reply.problem = problem.code ?? null;
  // Written out here, so that no route's response schema can drop a part of it.
  return reply.code(status).type('application/problem+json').serializer(JSON.stringify).send(body);
}

/** An answer other than success that a route gives on purpose. The message is shown to the caller. */
export class HttpError extends TillbridgeError {
  readonly status: number;
  readonly code: string;
  readonly errorClass: 'transient' | 'permanent';

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.errorClass = status >= 500 ? 'transient' : 'permanent';
  }
}
