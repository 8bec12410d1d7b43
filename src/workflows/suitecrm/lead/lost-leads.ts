import { LEADS } from '../../../crm/suitecrm/modules/leads.ts';
import { stepKey } from '../../../domain/composite-keys.ts';
import { seeRecord } from '../record/see-record.ts';
import type { SharedRun } from '../run.ts';
import { type LeadPurpose, leadGone } from './lead.ts';

/**
 * The leads that this event gave up since the CRM did not show them: once it was replayed to repair or to look again, those that people
 * have restored are taken up again. Of the others the event goes on to warn.
 */
export async function takeUpRestoredLeads(run: SharedRun, what: LeadPurpose): Promise<void> {
  if (run.runner.mode === 'resume') return;
  for (const lead of await run.links.findGivenUpLeads(run.eventId)) {
    const key = stepKey('lead', lead, 'restored');
    const warn = (seen: unknown) => (seen === null ? [leadGone(lead, what)] : []);
    const seen = await seeRecord(run, { key, module: LEADS, id: lead, noted: false, warn });
    if (seen !== null) await run.takeUpLead(lead);
  }
}
