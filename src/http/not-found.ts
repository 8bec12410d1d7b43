import type { FastifyInstance } from 'fastify';
import { sendProblem } from './problem.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const LIST = new Intl.ListFormat('en');

/** Answers 404 where there is nothing, and 405 with the allowed methods where there is something for another method. */
export function handleNotFound(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => {
    const [url = ''] = request.url.split('?');
    const allowed = METHODS.filter((method) => app.hasRoute({ method, url }));
    if (allowed.length === 0) {
      return sendProblem(reply, 404, { detail: 'There is nothing at this address.', code: 'not_found' });
    }
    const detail = `This address takes ${LIST.format(allowed)} only.`;
    return sendProblem(reply.header('allow', allowed.join(', ')), 405, { detail, code: 'method_not_allowed' });
  });
}
