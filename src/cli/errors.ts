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
