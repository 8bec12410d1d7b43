import { decodeHTML } from 'entities';
import type { SuiteCrmSimulator } from '../../../lab/simulator/suitecrm/index.ts';
import { type Api, property } from './api.ts';
import { type RecordedResource, type Recording, recordedResources } from './recordings.ts';

type Attributes = Readonly<Record<string, unknown>>;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const joined = ['aos_invoices_aos_invoices_1', 'aos_products_jjwg_markers_1'];

/** Real names of modules that a recording may call by an alias. */
const modules: Readonly<Record<string, string>> = {
  Account: 'Accounts',
  Contact: 'Contacts',
  Currency: 'Currencies',
  Lead: 'Leads',
  SecurityGroup: 'SecurityGroups',
};
const moduleOf = (name: string): string => modules[name] ?? name;

/**
 * Brings the simulator, through its API, into the state that a recording presumes. Records that an answer shows are
 * created from their plain attributes, so that names, amounts and links come from the simulator's own rules; what a
 * recorded create or PATCH sends is never sent beforehand.
 */
export class Arrangement {
  readonly #simulator: SuiteCrmSimulator;
  readonly #api: Api;
  readonly #recording: Recording;
  readonly #missing: string | undefined;

  constructor(simulator: SuiteCrmSimulator, api: Api, recording: Recording) {
    this.#simulator = simulator;
    this.#api = api;
    this.#recording = recording;
    this.#missing = /module with id (\S+) is not found/.exec(JSON.stringify(recording.response.json ?? ''))?.[1];
  }

  /** Makes everything the recording's request and answer speak of. */
  async make(): Promise<void> {
    const { method, path, body } = this.#recording.request;
    const [, moduleInPath, idInPath, link] =
      /^\/Api\/+(?:index\.php\/)?V8\/module\/([^/?]+)(?:\/([^/?]+))?(?:\/relationships\/?([^/?]*))?/.exec(path) ?? [];
    const type = property(body, 'data', 'type');
    const id = property(body, 'data', 'id');
    if (method === 'POST' && path === '/Api/V8/module') {
      await this.#makeForCreate(String(type), typeof id === 'string' ? id : undefined);
      return;
    }
    if (method === 'PATCH' && typeof id === 'string') {
      await this.ensure(String(type), id, this.#attributesBeforePatch());
      return;
    }
    const answered = recordedResources(this.#recording);
    if (method === 'GET' && moduleInPath !== undefined && (idInPath === undefined || link)) {
      await this.#makeList(answered);
    }
    for (const one of answered) {
      await this.ensure(one.type, one.id, one.attributes ?? answered[0]?.attributes ?? {});
    }
    if (moduleInPath !== undefined && idInPath !== undefined) {
      await this.ensure(moduleInPath, idInPath, {});
    }
    if (typeof type === 'string' && typeof id === 'string') {
      await this.ensure(type, id, {});
    }
    if (method === 'GET' && moduleInPath !== undefined && idInPath !== undefined && link) {
      await this.#relateAnswered(moduleOf(moduleInPath), idInPath, link, answered);
    }
  }

  /** Creates a record unless it is there, or the recording says that it is missing. */
  async ensure(type: string, id: string, attributes: Attributes): Promise<void> {
    const module = moduleOf(type);
    if (
      !uuid.test(id) ||
      id === this.#missing ||
      !this.#knows(module) ||
      this.#simulator.record(module, id) !== undefined
    ) {
      return;
    }
    await this.#ensureParents(attributes);
    const reply = await this.#api.create(module, writable(attributes), id);
    if (reply.status !== 201) {
      throw new Error(`arranging ${module} ${id} was answered with ${reply.status}: ${reply.text}`);
    }
    for (const relation of joined) {
      const side = Object.keys(attributes).find((name) => name.startsWith(relation) && name.endsWith('_ida'));
      const left = side === undefined ? undefined : attributes[side];
      if (typeof left === 'string' && left !== '') {
        const leftModule = module === 'jjwg_Markers' ? 'AOS_Products' : module;
        await this.ensure(leftModule, left, { name: attributes[`${relation}_name`] });
        await this.#api.relate(leftModule, left, module, id);
      }
    }
  }

  async #makeForCreate(type: string, id: string | undefined): Promise<void> {
    const { json, text = '' } = this.#recording.response;
    const bypassed = moduleOf(type) !== type && text.includes('Database failure');
    if ((bypassed || JSON.stringify(json ?? '').includes('is already exist')) && id !== undefined) {
      await this.ensure(type, id.toUpperCase(), {});
    }
    const answered = property(json, 'data', 'attributes');
    if (typeof answered === 'object' && answered !== null) {
      await this.#ensureParents({ ...answered });
    }
  }

  /** The record before a PATCH: as answered, without what the PATCH sets. */
  #attributesBeforePatch(): Attributes {
    const sent = property(this.#recording.request.body, 'data', 'attributes') ?? {};
    const answered = recordedResources(this.#recording)[0]?.attributes ?? {};
    return Object.fromEntries(
      Object.entries(answered).filter(
        ([name, value]) => !Object.hasOwn(Object(sent), name) || Reflect.get(Object(sent), name) !== value,
      ),
    );
  }

  /** Fills the pages before and after the answered one with copies of its first record. */
  async #makeList(answered: readonly RecordedResource[]): Promise<void> {
    const [first] = answered;
    if (first === undefined) {
      return;
    }
    const meta = property(this.#recording.response.json, 'meta');
    const pages = Number(property(meta, 'total-pages') ?? 1);
    const query = new URLSearchParams(this.#recording.request.path.split('?')[1]);
    const size = Number(query.get('page[size]') ?? 0);
    const before = Math.max(Number(query.get('page[number]') ?? 1) - 1, 0) * size;
    const capped = answered.length === 20 && !this.#recording.request.path.includes('/relationships/') ? 5 : 0;
    const after = Math.max(pages * size - before - size, 0) + capped;
    const seeded = this.#simulator.record(moduleOf(first.type), first.id) === undefined ? after : 0;
    for (let index = 0; index < before + seeded; index += 1) {
      const start = index < before ? '00000000' : 'ffffffff';
      const id = `${start}-0000-4000-8000-${String(index).padStart(12, '0')}`;
      await this.ensure(first.type, id, first.attributes ?? {});
    }
  }

  async #relateAnswered(
    module: string,
    id: string,
    link: string,
    answered: readonly RecordedResource[],
  ): Promise<void> {
    const pointing = ['parent_id', 'group_id', 'billing_contact_id'];
    for (const one of answered) {
      if (pointing.some((name) => (one.attributes ?? answered[0]?.attributes)?.[name] === id)) {
        continue;
      }
      const target = moduleOf(one.type);
      await (link.endsWith('_ida')
        ? this.#api.relate(target, one.id, module, id)
        : this.#api.relate(module, id, target, one.id));
    }
  }

  /** Records that are only named: a line's invoice and group, an invoice's contact. */
  async #ensureParents(attributes: Attributes): Promise<void> {
    const { parent_id: parent, parent_name: parentName, parent_type: parentType = 'AOS_Invoices' } = attributes;
    if (typeof parent === 'string' && typeof parentName === 'string' && parentName !== '') {
      await this.ensure(String(parentType), parent, { name: parentName });
    }
    const {
      group_id: group,
      group_name: groupName,
      billing_contact_id: contact,
      billing_contact: contactName,
    } = attributes;
    if (typeof group === 'string' && typeof groupName === 'string' && groupName !== '') {
      await this.ensure('AOS_Line_Item_Groups', group, { name: groupName });
    }
    if (typeof contact === 'string' && typeof contactName === 'string' && contactName !== '') {
      const [first, last] = contactName.split(' ');
      await this.ensure('Contacts', contact, { first_name: first, last_name: last });
    }
  }

  #knows(module: string): boolean {
    try {
      this.#simulator.records(module);
      return true;
    } catch {
      return false;
    }
  }
}

/** Attributes as a client would send them: decoded, and date-times in the database's format. */
function writable(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
      .map(([name, value]) => [
        name,
        decodeHTML(value).replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\+08:00$/, '$1 $2'),
      ]),
  );
}
