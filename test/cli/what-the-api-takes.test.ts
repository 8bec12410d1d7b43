import Type, { type Static } from 'typebox';
import Value from 'typebox/value';
import { expect, it, onTestFinished } from 'vitest';
import { COMMANDS } from '../support/cli.ts';
import { startBench } from '../support/service.ts';

/** The command for each route of the admin API. */
const COMMAND_OF: Readonly<Record<string, string>> = {
  'GET /admin/events': 'events list',
  'GET /admin/events/groups': 'events groups',
  'GET /admin/events/{id}': 'events show',
  'POST /admin/events/{id}/plan': 'events plan',
  'POST /admin/events/{id}/replay': 'events replay',
  'POST /admin/events/{id}/amend': 'events amend',
  'POST /admin/events/{id}/discard': 'events discard',
  'POST /admin/replays': 'replays start',
  'GET /admin/replays': 'replays list',
  'GET /admin/replays/{id}': 'replays show',
  'DELETE /admin/replays/{id}': 'replays cancel',
  'DELETE /admin/customers/{business_unit}/{user_id}': 'customers erase',
  'GET /admin/links': 'links list',
  'POST /admin/links/import': 'links import',
  'GET /admin/audit': 'audit',
  'GET /admin/crms': 'crms list',
  'POST /admin/crms/{crm}/pause': 'crms pause',
  'POST /admin/crms/{crm}/resume': 'crms resume',
  'GET /admin/retention': 'retention',
  'DELETE /admin/shops/{shop}': 'shops erase',
  'GET /admin/shops': 'shops list',
  'POST /admin/shops/{shop}/catch-up': 'shops catch-up',
};

/** What the command line takes in another shape: links stand in a file, and it turns the pages itself. */
const INSTEAD: Readonly<Record<string, string>> = { links: 'file', payload: 'file', after: 'from', page: 'from' };

const Operation = Type.Object({
  parameters: Type.Optional(Type.Array(Type.Object({ in: Type.String(), name: Type.String() }))),
  requestBody: Type.Optional(
    Type.Object({ content: Type.Record(Type.String(), Type.Object({ schema: Type.Unknown() })) }),
  ),
});
const Description = Type.Object({
  paths: Type.Record(Type.String(), Type.Record(Type.String(), Operation)),
});
const Members = Type.Object({ properties: Type.Record(Type.String(), Type.Unknown()) });

it('there is a command for every route of the admin API, with an option for everything that it takes', async () => {
  const bench = await startBench();
  onTestFinished(() => bench.close());
  const answer = await fetch(`${bench.service.url}/openapi.json`);
  const { paths } = Value.Parse(Description, await answer.json());
  const routes = Object.entries(paths)
    .filter(([path]) => path.startsWith('/admin/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        route: `${method.toUpperCase()} ${path}`,
        taken: takenBy(operation),
      })),
    );
  expect(routes.map(({ route }) => route).sort()).toEqual(Object.keys(COMMAND_OF).sort());
  expect(routes.map(({ taken }) => taken)).toContainEqual(
    expect.arrayContaining(['name', 'dry-run', 'status', 'from']),
  );
  for (const { route, taken } of routes) {
    const command = COMMANDS.find(({ name }) => name === COMMAND_OF[route]);
    const options = [...(command?.options ?? []), ...(command?.arguments ?? [])];
    expect({ route, missing: taken.filter((name) => !options.includes(name)) }).toEqual({ route, missing: [] });
  }
});

/** What a request may hold, as the command line would name it. */
function takenBy({ parameters = [], requestBody }: Static<typeof Operation>): string[] {
  const body = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => membersOf(schema));
  return [...parameters.map(({ name }) => name), ...body].map(
    (name) => INSTEAD[name] ?? name.toLowerCase().replaceAll('_', '-'),
  );
}

// The members of a filter are options of their own.
function membersOf(schema: unknown): string[] {
  if (!Value.Check(Members, schema)) return [];
  return Object.entries(schema.properties).flatMap(([name, member]) => {
    const inner = membersOf(member);
    return inner.length > 0 ? inner : [name];
  });
}
