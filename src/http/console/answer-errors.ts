import type { FastifyInstance } from 'fastify';
import { HttpError, type Problem, problemOf } from '../problem.ts';
import { DeskRefused } from './desk.ts';
import { sendPage } from './pages.ts';
import { problemNote } from './parts/problem.ts';

/** Answers with a page whatever goes wrong, and where there is none. What is nobody's fault but ours is logged and not shown. */
export function answerErrors(app: FastifyInstance): void {
  app.decorateRequest('signedIn', null);
  app.setErrorHandler(async (error, request, reply) => {
    const problem = problemOfError(error);
    if (problem.status >= 500) request.log.error({ err: error }, 'A page of the console failed');
    reply.code(problem.status);
    return await sendPage(request, reply, { title: problem.title, section: null, body: problemNote(problem) });
  });
  app.setNotFoundHandler(async (request, reply) => {
    const problem = problemOf(404, { detail: 'There is no such page.' });
    return await sendPage(request, reply.code(404), { title: 'Not found', section: null, body: problemNote(problem) });
  });
}

function problemOfError(error: unknown): Problem {
  if (error instanceof DeskRefused) return error.problem;
  if (error instanceof HttpError) return problemOf(error.status, { detail: error.message, code: error.code });
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return problemOf(status, { detail: 'The request cannot be answered as it is.' });
  }
  return problemOf(500, { detail: 'Something went wrong here; the log of the service says what.' });
}
