import { TillbridgeError } from '../../domain/errors.ts';

/** A field that must hold an amount holds something else: another separator, a word. The message does not repeat it. */
export class UnreadableAmount extends TillbridgeError {
  readonly code = 'unreadable_amount';
  readonly errorClass = 'permanent';

  constructor(module: string, id: string, field: string) {
    super(`${field} of ${module} ${id} is no plain number such as 180.00`);
  }
}
