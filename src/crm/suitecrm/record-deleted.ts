import { TillbridgeError } from '../../domain/errors.ts';

/**
 * The id is taken by a record that was deleted in the CRM. SuiteCRM 7.14 answers `already exist` to a create and `not found`
 * to everything else for such an id: there is no way back by its API.
 */
export class RecordDeleted extends TillbridgeError {
  readonly code = 'record_deleted';
  readonly errorClass = 'permanent';

  constructor(module: string, id: string, cause: unknown) {
    super(
      `${module} ${id} was deleted in the CRM, and its id cannot be used again; restore it there, then replay the event, or discard the event`,
      { cause },
    );
  }
}
