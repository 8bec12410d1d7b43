import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/schema';
import Value from 'typebox/value';
import { expect, onTestFinished, test } from 'vitest';
import { startBench } from '../../support/service.ts';

const Content = Type.Object({
  schema: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  example: Type.Optional(Type.Unknown()),
});
const Operation = Type.Object({
  operationId: Type.Optional(Type.String()),
  responses: Type.Record(Type.String(), Type.Object({ content: Type.Record(Type.String(), Content) })),
});
const Description = Type.Object({ paths: Type.Record(Type.String(), Type.Record(Type.String(), Operation)) });

async function adminOperations(): Promise<{ readonly name: string; readonly operation: Static<typeof Operation> }[]> {
  const bench = await startBench();
  onTestFinished(() => bench.close());
  const description: unknown = await (await fetch(`${bench.service.url}/openapi.json`)).json();
  return Object.entries(Value.Parse(Description, description).paths)
    .filter(([path]) => path.startsWith('/admin/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
    );
}

test('every route of the admin API has an operation id of its own', async () => {
  const operations = await adminOperations();
  expect(operations.filter(({ operation }) => operation.operationId === undefined).map(({ name }) => name)).toEqual([]);
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
});

/** Refuses members that a schema does not name: an example shows nothing that is not there. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.fromEntries(Object.entries(schema).map(([name, member]) => [name, strict(member)]));
  return 'properties' in members ? { ...members, additionalProperties: false } : members;
}

const isSchema = (value: unknown): value is object => typeof value === 'object' && value !== null;

test('each example is an answer as its schema says, with every member that there is', async () => {
  const examples = (await adminOperations()).flatMap(({ name, operation }) =>
    Object.entries(operation.responses).flatMap(([status, { content }]) =>
      Object.values(content).flatMap(({ schema, example }) =>
        example === undefined ? [] : [{ name: `${name} ${status}`, schema, example }],
      ),
    ),
  );
  expect(examples.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['GET /admin/events 200', 'GET /admin/events/groups 200', 'GET /admin/events/{id} 200']),
  );
  for (const { name, schema, example } of examples) {
    const whole = strict(schema);
    if (!isSchema(whole)) throw new TypeError(`${name} has an example and no schema`);
    expect([name, Compile(whole).Errors(example)]).toEqual([name, [true, []]]);
    expect([name, Compile(whole).Check({})]).toEqual([name, false]);
  }
});
