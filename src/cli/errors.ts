import Type, { type Static } from 'typebox';
import { TillbridgeError } from '../domain/errors.ts';

/** The command was called in a way that it does not understand; the message says in which. */
export class WrongUsage extends TillbridgeError {
  readonly code = 'wrong_usage';
  readonly errorClass = 'permanent';
}

/** The command was understood and could not be carried out. */
export class CommandFailed extends TillbridgeError {
  readonly code = 'command_failed';
  readonly errorClass = 'permanent';
}

/** Problem details (RFC 9457), as far as they are shown. */
export const ProblemAnswer = Type.Object({
  title: Type.Optional(Type.String()),
  code: Type.Optional(Type.String()),
  detail: Type.Optional(Type.String()),
  errors: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
});

/** The service understood the request and said no. */
export class Refused extends TillbridgeError {
  readonly code = 'refused';
  readonly errorClass = 'permanent';
  readonly status: number;
  readonly faults: readonly { readonly path: string; readonly message: string }[];

  readonly #problem: Static<typeof ProblemAnswer>;

  constructor(status: number, problem: Static<typeof ProblemAnswer>) {
    super(`${status} ${problem.title ?? ''}`.trim() + (problem.detail === undefined ? '' : `: ${problem.detail}`));
    this.status = status;
    this.faults = problem.errors ?? [];
    this.#problem = problem;
  }

  /** The same with its paths in other words. */
  at(translate: (path: string) => string): Refused {
    const errors = this.faults.map(({ path, message }) => ({ path: translate(path), message }));
    return new Refused(this.status, { ...this.#problem, errors });
  }
}
