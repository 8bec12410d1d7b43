import { TillbridgeError } from '../../domain/errors.ts';
import { CrmError } from '../errors.ts';

/** Connecting took so long that a write was held back: nothing was sent. */
export class ConnectionSlow extends CrmError {
  readonly code = 'connection_slow';
  readonly errorClass = 'transient';
}

/** SuiteCRM 7.14 answers 400 "Database failure" for any failed query, also for the loser of two creates with one id. */
export class DatabaseFailure extends CrmError {
  readonly code = 'database_failure';
  readonly errorClass = 'transient';
}

/** The id is taken, perhaps by our own earlier attempt, perhaps by a deleted record: a look at the id decides. */
export class AlreadyExists extends CrmError {
  readonly code = 'already_exists';
  readonly errorClass = 'permanent';
}

/** A property that this CRM's module does not have. */
export class PropertyRejected extends CrmError {
  readonly code = 'property_rejected';
  readonly errorClass = 'permanent';
}

/** The two modules have no relationship with each other in this CRM. */
export class LinkNotFound extends CrmError {
  readonly code = 'link_not_found';
  readonly errorClass = 'permanent';
}

export class UnknownModule extends CrmError {
  readonly code = 'unknown_module';
  readonly errorClass = 'permanent';
}

/** Any other 400. */
export class CrmRejected extends CrmError {
  readonly code = 'crm_rejected';
  readonly errorClass = 'permanent';
}

/** 401 to a call; nothing was executed. */
export class TokenRejected extends CrmError {
  readonly code = 'token_rejected';
  readonly errorClass = 'auth';
}

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

/** A field that must hold an amount holds something else: another separator, a word. The message does not repeat it. */
export class UnreadableAmount extends TillbridgeError {
  readonly code = 'unreadable_amount';
  readonly errorClass = 'permanent';

  constructor(module: string, id: string, field: string) {
    super(`${field} of ${module} ${id} is no plain number such as 180.00`);
  }
}
