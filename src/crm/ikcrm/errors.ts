import { CrmError } from '../errors.ts';

/** This process was too slow, time and again, to send within the turn that the rate limit gave it; nothing was sent. */
export class TurnMissed extends CrmError {
  readonly code = 'rate_turn_missed';
  readonly errorClass = 'transient';
}

/** A refusal whose code and words are not known. */
export class CrmRefused extends CrmError {
  readonly code = 'crm_refused';
  readonly errorClass = 'transient';
}

/** The token is dead: the account was logged in elsewhere. Nothing was executed. */
export class SessionEnded extends CrmError {
  readonly code = 'session_ended';
  readonly errorClass = 'auth';
}

/** `invalid_app_error`: the CRM does not know the device or the version code, of which every call carries one. */
export class AppRejected extends CrmError {
  readonly code = 'app_rejected';
  readonly errorClass = 'auth';
}
