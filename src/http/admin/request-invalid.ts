import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Fault, faultsOf } from '../../domain/faults.ts';
import { once } from '../compile-when-asked.ts';
import { HttpError } from '../problem.ts';

/** A request whose query, address or body does not fit, each fault named by its path. */
export class RequestInvalid extends HttpError {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(422, 'request_invalid', `The request has ${faults.length} fault${faults.length === 1 ? '' : 's'}.`);
    this.faults = faults;
  }
}

/** Validates the requests to `app` by their schemas as they are: nothing is converted, filled in or dropped. */
export function validateStrictly(app: FastifyInstance): void {
  app.setValidatorCompiler<TSchema>(({ schema }) => {
    const validator = once(() => Compile(schema));
    return (value: unknown) =>
      validator().Check(value) ? { value } : { error: new RequestInvalid(faultsOf(validator().Errors(value), value)) };
  });
}
