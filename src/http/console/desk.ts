import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Static, TSchema } from 'typebox';
import Value from 'typebox/value';
import { TillbridgeError } from '../../domain/errors.ts';
import { readJson } from '../../domain/json.ts';
import { MAX_DELIVERY_VALUES } from '../../shops/platform.ts';
import type { AdminOptions } from '../admin/admin-options.ts';
import { adminRoutes } from '../admin/admin-routes.ts';
import { BodyBudget } from '../body-budget.ts';
import { once, serializersWhenAsked } from '../compile-when-asked.ts';
import { errorHandler } from '../error-handler.ts';
import { type Problem, ProblemSchema } from '../problem.ts';

/** What a page asks the admin API for. */
export interface DeskRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** From `/admin` on, each part encoded. */
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly body?: object;
  /** A body that is a JSON text already. */
  readonly exactBody?: string;
  /** The same request under the same key is done once. */
  readonly key?: string;
}

/** The admin API said no, in its own words. */
export class DeskRefused extends TillbridgeError {
  readonly code: string;
  readonly errorClass: 'transient' | 'permanent';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.code = problem.code ?? 'refused';
    this.errorClass = problem.status >= 500 ? 'transient' : 'permanent';
    this.problem = problem;
  }
}

/** The admin API answered with something that is not what the console knows of it: a defect of ours. */
export class DeskAnswerUnknown extends TillbridgeError {
  readonly code = 'desk_answer_unknown';
  readonly errorClass = 'permanent';
}

const ACTOR_HEADER = 'x-actor';
const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** Of an event with the largest payload, and of its steps. */
const MAX_ANSWER_VALUES = 2 * MAX_DELIVERY_VALUES;

/**
 * The admin API as the console asks it: the very routes, so that a page can do nothing, and show nothing, that the API does not. They stand in
 * an application of their own that listens nowhere, made when the first page is asked for.
 */
export class Desk {
  readonly #open: () => Promise<FastifyInstance>;

  constructor(admin: AdminOptions, log: FastifyBaseLogger) {
    this.#open = once(() => openApplication(admin, log));
  }

  /** Asks in somebody's name. Throws `DeskRefused` where the answer is a problem. */
  async ask<Schema extends TSchema>(actor: string, schema: Schema, request: DeskRequest): Promise<Static<Schema>> {
    const { status, bytes } = await this.#send(actor, request);
    return understood(JSON.parse(bytes.toString()), schema, request, status);
  }

  /** The same, where a page is to say why the answer is no: the problem instead. */
  async askOrHear<Schema extends TSchema>(
    actor: string,
    schema: Schema,
    request: DeskRequest,
  ): Promise<{ readonly said: Static<Schema> } | { readonly refused: Problem }> {
    try {
      return { said: await this.ask(actor, schema, request) };
    } catch (error) {
      if (error instanceof DeskRefused) return { refused: error.problem };
      throw error;
    }
  }

  /** The same, with every number of the answer as it was written (`JsonNumber`): for what shops and CRMs said. */
  async askExactly<Schema extends TSchema, Exact extends TSchema>(
    actor: string,
    [schema, exactSchema]: readonly [Schema, Exact],
    request: DeskRequest,
  ): Promise<{ readonly said: Static<Schema>; readonly exact: Static<Exact> }> {
    const { status, bytes } = await this.#send(actor, request);
    const said = understood(JSON.parse(bytes.toString()), schema, request, status);
    return { said, exact: understood(readJson(bytes, MAX_ANSWER_VALUES), exactSchema, request, status) };
  }

  async #send(actor: string, request: DeskRequest): Promise<{ readonly status: number; readonly bytes: Buffer }> {
    const { method, path, query, key } = request;
    const body = request.exactBody ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
    const application = await this.#open();
    const { statusCode, rawPayload } = await application.inject({
      method,
      url: query === undefined || query.size === 0 ? path : `${path}?${query}`,
      headers: {
        [ACTOR_HEADER]: encodeURIComponent(actor),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: statusCode, bytes: rawPayload };
  }
}

function understood<Schema extends TSchema>(
  said: unknown,
  schema: Schema,
  { method, path }: DeskRequest,
  status: number,
): Static<Schema> {
  if (Value.Check(ProblemSchema, said)) throw new DeskRefused(said);
  if (Value.Check(schema, said)) return said;
  throw new DeskAnswerUnknown(`${method} ${path} was answered with ${status} and not as it is described`);
}

async function openApplication(admin: AdminOptions, log: FastifyBaseLogger): Promise<FastifyInstance> {
  const application = Fastify({
    loggerInstance: log,
    // What a page asks for is logged with the page.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY_BYTES,
    schemaController: { compilersFactory: { buildSerializer: serializersWhenAsked() } },
  });
  application.addSchema(ProblemSchema);
  application.setErrorHandler(errorHandler(new BodyBudget(MAX_BODY_BYTES)));
  await application.register(
    adminRoutes(admin, (app) => {
      app.decorateRequest('actor', '');
      // Nobody outside of the process can ask, so that who asks need not be proved again.
      app.addHook('onRequest', async (request) => {
        request.actor = decodeURIComponent(String(request.headers[ACTOR_HEADER] ?? ''));
      });
    }),
  );
  await application.ready();
  return application;
}
