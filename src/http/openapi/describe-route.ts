import { STATUS_CODES } from 'node:http';
import type { SwaggerTransform } from '@fastify/swagger';
import { PROBLEM } from '../problem.ts';
import { ANSWER_EXAMPLES } from './examples/examples.ts';
import { withNumberTypes } from './number-types.ts';
import { OPERATION_IDS } from './operation-ids.ts';

/**
 * A route's schema as the API's description shows it: every answer says what its status means, problems are one component with a
 * content type of their own, and every number in a body has a type. It has its operation id, and whole bodies for examples.
 */
export const describeRoute: SwaggerTransform = ({ schema, url, route }) => {
  const name = `${route.method} ${url}`;
  const examples = ANSWER_EXAMPLES[name] ?? {};
  const operationId = OPERATION_IDS[name];
  const answers = Object.entries(readObject(schema?.response)).map(([status, answer]) => [
    status,
    { description: STATUS_CODES[status] ?? 'Answer', content: contentOf(readObject(answer), examples[status]) },
  ]);
  const body = schema?.body === undefined ? {} : { body: withNumberTypes(schema.body) };
  const response = answers.length === 0 ? {} : { response: Object.fromEntries(answers) };
  const id = operationId === undefined ? {} : { operationId };
  return { schema: { ...schema, ...id, ...body, ...response }, url };
};

function contentOf(answer: Readonly<Record<string, unknown>>, example: unknown): unknown {
  if ('content' in answer) return answer.content;
  return answer.$id === PROBLEM
    ? { 'application/problem+json': { schema: { $ref: `${PROBLEM}#` } } }
    : { 'application/json': { schema: answer, ...(example === undefined ? {} : { example }) } };
}

function readObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
