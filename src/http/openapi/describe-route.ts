import { STATUS_CODES } from 'node:http';
import type { SwaggerTransform } from '@fastify/swagger';
import { PROBLEM } from '../problem.ts';
import { withNumberTypes } from './number-types.ts';

/**
 * A route's schema as the API's description shows it: every answer says what its status means, problems are one component with a
 * content type of their own, and every number in a body has a type.
 */
export const describeRoute: SwaggerTransform = ({ schema, url }) => {
  const answers = Object.entries(readObject(schema?.response)).map(([status, answer]) => [
    status,
    { description: STATUS_CODES[status] ?? 'Answer', content: contentOf(readObject(answer)) },
  ]);
  const body = schema?.body === undefined ? {} : { body: withNumberTypes(schema.body) };
  const response = answers.length === 0 ? {} : { response: Object.fromEntries(answers) };
  return { schema: { ...schema, ...body, ...response }, url };
};

function contentOf(answer: Readonly<Record<string, unknown>>): unknown {
  if ('content' in answer) return answer.content;
  return answer.$id === PROBLEM
    ? { 'application/problem+json': { schema: { $ref: `${PROBLEM}#` } } }
    : { 'application/json': { schema: answer } };
}

function readObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
