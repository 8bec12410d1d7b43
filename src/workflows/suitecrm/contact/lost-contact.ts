import { CrmError, RecordNotFound } from '../../../crm/errors.ts';
import { suiteCrmCall } from '../../../crm/suitecrm/call.ts';
import { CONTACTS } from '../../../crm/suitecrm/modules/contacts.ts';
import { findStanding } from '../../../crm/suitecrm/standing.ts';
import { StepFailed } from '../../runner/steps.ts';
import type { StepRun } from '../run.ts';

/** Contacts of one customer that may be lost one after another in one run. */
const MAX_LOST = 3;

/** The contact that a call names is gone: somebody deleted it in the CRM, or merged it into another one. */
export class ContactGone extends CrmError {
  readonly code = 'contact_gone';
  readonly errorClass = 'transient';
  readonly contact: string;

  constructor(contact: string, cause?: unknown) {
    // What named it may stand in the CRM: an invoice is taken under the id of a contact that is gone.
    const call = { ...suiteCrmCall({ operation: 'find', verb: 'GET', module: CONTACTS, id: contact }), writes: true };
    super(call, 'it is gone from the CRM', { outcome: 'unknown', cause });
    this.contact = contact;
  }
}

/**
 * Runs work that names a contact. Where the CRM shows in the course of it that the contact is gone, `replace` finds its successor, and
 * the work is done again for that one: what of it was done already stands in the journal.
 */
export async function withStandingContact<T>(
  contact: string,
  replace: (gone: string) => Promise<string>,
  work: (contact: string) => Promise<T>,
): Promise<T> {
  let current = contact;
  for (let lost = 0; ; lost += 1) {
    try {
      return await work(current);
    } catch (error) {
      const cause = error instanceof StepFailed ? error.cause : error;
      if (!(cause instanceof ContactGone) || cause.contact !== current || lost === MAX_LOST) throw error;
      current = await replace(current);
    }
  }
}

/** Throws `ContactGone` where a call that named a contact failed because that is gone; else does nothing. */
export async function refuseLostContact(run: StepRun, contact: string, error: unknown): Promise<void> {
  if (!isNotFound(error)) return;
  const standing = await findStanding(run.crm, CONTACTS, contact, run.context, run.settings.lookAgain);
  if (standing === null) throw new ContactGone(contact, error);
}

/** Whether a step failed because a record that it named is gone, which was looked for several times. */
export function isNotFound(error: unknown): boolean {
  return error instanceof StepFailed && error.cause instanceof RecordNotFound;
}
