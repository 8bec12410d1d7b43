import { CURRENCIES } from '../../crm/suitecrm/currencies.ts';
import { readableAttributes } from '../../crm/suitecrm/modules/attributes.ts';
import { CONTACTS } from '../../crm/suitecrm/modules/contacts.ts';
import { LEADS } from '../../crm/suitecrm/modules/leads.ts';
import { PRODUCT_CATEGORIES, PRODUCTS } from '../../crm/suitecrm/modules/products.ts';
import { PROMOTIONS } from '../../crm/suitecrm/modules/related-modules.ts';
import type { Attributes, CrmRecord, LinkedPair, SuiteCrm } from '../../crm/suitecrm/types.ts';
import type { Json } from '../runner/json.ts';
import { PlanEndsHere, type PlannedCall, type PlanningRunner } from './plan.ts';

/** Modules in which a look-up that finds nothing is followed by a create. */
const CREATED_WHEN_MISSING: ReadonlySet<string> = new Set([LEADS, CONTACTS, PRODUCTS]);
/** Modules in which a look-up has to find something. */
const EXPECTED_TO_BE_THERE: ReadonlySet<string> = new Set([CURRENCIES, PRODUCT_CATEGORIES, PROMOTIONS]);

/** A SuiteCRM that is never called: it writes down what would be sent, and answers with what is most likely. */
export class PlanningCrm implements SuiteCrm {
  readonly #runner: PlanningRunner;
  readonly #onCall: (call: PlannedCall) => void;

  constructor(runner: PlanningRunner, onCall: (call: PlannedCall) => void) {
    this.#runner = runner;
    this.#onCall = onCall;
  }

  async find(module: string, id: string): Promise<CrmRecord | null> {
    // How the links of a record are called is asked of any record of its module.
    const { assumed, request } = this.#runner.current ?? {};
    if (assumed !== undefined) {
      const links = Object.fromEntries(Object.keys(request ?? {}).map((name) => [name, name]));
      if (request === undefined) this.#note('GET', module, id, null, 'it is still there');
      return { id, attributes: {}, links };
    }
    if (this.#runner.attempt?.stood === true) {
      this.#note('GET', module, id, null, 'it still stands as it was sent');
      return { id, attributes: {} };
    }
    // Only a create that is looked for first can go on without the record.
    if (this.#runner.current?.verb !== 'POST') return this.#endWith('GET', module, id, null);
    this.#note('GET', module, id, null, 'it is not there yet');
    return null;
  }

  async search(module: string, { filter }: { readonly filter: Readonly<Record<string, string>> }) {
    if (CREATED_WHEN_MISSING.has(module)) {
      this.#note('GET', module, null, { ...filter }, 'nothing is found');
      return { records: [], totalPages: 0 };
    }
    const assumed = this.#runner.current?.assumed;
    if (assumed !== undefined) {
      this.#note('GET', module, null, { ...filter }, 'no other one is found');
      return { records: assumed.map((id) => ({ id, attributes: {} })), totalPages: 1 };
    }
    if (!EXPECTED_TO_BE_THERE.has(module)) return this.#endWith('GET', module, null, { ...filter });
    const rate = module === CURRENCIES ? '; its rate is taken as 1' : '';
    this.#note('GET', module, null, { ...filter }, `one is found${rate}`);
    const attributes = { ...filter, status: 'Active', conversion_rate: '1' };
    return { records: [{ id: `<${module} ${Object.values(filter).join(' ')}>`, attributes }], totalPages: 1 };
  }

  async create(module: string, id: string, attributes: Attributes): Promise<CrmRecord> {
    this.#note('POST', module, id, readableAttributes(attributes), null);
    return { id, attributes: {} };
  }

  async update(module: string, id: string, attributes: Attributes): Promise<CrmRecord> {
    this.#note('PATCH', module, id, readableAttributes(attributes), null);
    return { id, attributes: {} };
  }

  async relate(module: string, id: string, relatedModule: string, relatedId: string): Promise<void> {
    this.#note('POST', module, id, { type: relatedModule, id: relatedId }, null);
  }

  async relateBy({ module, id, link, relatedModule, relatedId }: LinkedPair): Promise<void> {
    this.#note('POST', module, id, { link, type: relatedModule, id: relatedId }, null);
  }

  async unrelate({ module, id, link, relatedModule, relatedId }: LinkedPair): Promise<void> {
    this.#note('DELETE', module, id, { link, type: relatedModule, id: relatedId }, null);
  }

  async related(module: string, id: string, link: string): Promise<readonly CrmRecord[]> {
    const assumed = this.#runner.current?.assumed;
    if (assumed !== undefined) {
      this.#note('GET', module, id, { link }, 'it shows what was related');
      return assumed.map((shown) => ({ id: shown, attributes: {} }));
    }
    return this.#endWith('GET', module, id, { link });
  }

  #endWith(verb: string, module: string, crmId: string | null, request: Json): never {
    this.#note(verb, module, crmId, request, null);
    throw new PlanEndsHere(this.#runner.current?.key ?? verb);
  }

  #note(verb: string, module: string, crmId: string | null, request: Json, assumed: string | null): void {
    this.#onCall({ step: this.#runner.current?.key ?? '', verb, module, crmId, request, assumed });
  }
}
