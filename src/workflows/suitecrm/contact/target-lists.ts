import { CONTACTS } from '../../../crm/suitecrm/modules/contacts.ts';
import { PROSPECT_LISTS } from '../../../crm/suitecrm/modules/related-modules.ts';
import { localId, stepKey } from '../../../domain/composite-keys.ts';
import type { LinkKey } from '../../../links/link.ts';
import { eachOf } from '../../runner/side-by-side.ts';
import { notShown, relate, seeRelations } from '../record/relate.ts';
import type { SharedRun } from '../run.ts';
import { refuseLostContact } from './lost-contact.ts';

const SEEN = stepKey('target', 'lists', 'seen');

/** Relates the contact to each target list of the unit (guideline 2.5), once. */
export async function addToTargetLists(run: SharedRun, contact: string): Promise<void> {
  const membership = (list: string): LinkKey => ({
    kind: 'membership',
    businessUnit: '',
    localId: localId(list, contact),
  });
  const join = (list: string, turn: number) =>
    run.exclusively(`${CONTACTS} ${contact}`, { module: CONTACTS, crmId: contact }, () =>
      relate(run, {
        key: stepKey('target', 'list', list),
        module: PROSPECT_LISTS,
        id: list,
        relatedModule: CONTACTS,
        relatedId: contact,
        links: run.settings.verifyRelations ? [] : [membership(list)],
        turn,
      }).catch(async (error: unknown) => {
        await refuseLostContact(run, contact, error);
        throw error;
      }),
    );
  // Asked of the contact: a target list does not name its link to contacts.
  const asked = { key: SEEN, module: CONTACTS, id: contact, relatedModule: PROSPECT_LISTS };
  const due = await notShown(run, { ...asked, relatedIds: run.unit.prospectListIds });
  const joined = await eachOf(due, run.settings.width, async (list) => {
    if (run.runner.mode !== 'again' && (await run.links.find(membership(list))) !== null) return [];
    await join(list, 1);
    return [list];
  });
  const lists = joined.flat();
  await seeRelations(run, {
    ...asked,
    relations: new Map(lists.map((list) => [list, (turn) => join(list, turn)])),
    links: lists.map(membership),
  });
}
