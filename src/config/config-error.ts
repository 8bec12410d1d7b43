import { TillbridgeError } from '../domain/errors.ts';

/** The configuration cannot be used. Names every problem at once and no secret. */
export class ConfigError extends TillbridgeError {
  readonly code = 'config_invalid';
  readonly errorClass = 'permanent';
  /** One sentence each, starting with the variable or file it is about. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n- ${problems.join('\n- ')}`,
    );
    this.problems = problems;
  }
}
