import type { SuiteCrmSimulator } from '../../../lab/simulator/suitecrm/index.ts';
import { Api, property } from '../simulator/api.ts';

/** Somebody who works in the CRM beside the service. */
export interface Staff {
  /** Makes a record and gives its id. */
  create(module: string, attributes: Readonly<Record<string, string>>, id?: string): Promise<string>;
  update(module: string, id: string, attributes: Readonly<Record<string, string>>): Promise<void>;
  /** Makes the same record twice at once: the loser leaves the address of a person tied to it a second time. */
  createInARace(module: string, attributes: Readonly<Record<string, string>>, id: string): Promise<void>;
  /** The ids of the records that the CRM shows behind a link of a record. */
  related(module: string, id: string, link: string): Promise<string[]>;
  /** The attributes that the CRM shows of a record. */
  shown(module: string, id: string): Promise<Readonly<Record<string, unknown>>>;
  /** The `email1` and `email2` that it shows. */
  emails(module: string, id: string): Promise<unknown[]>;
  leave(): Promise<void>;
}

export function staffOf(crm: SuiteCrmSimulator): Staff {
  const api = new Api(crm.url, crm.client);
  const shown = async (module: string, id: string) => {
    const { json } = await api.call('GET', `/module/${module}/${id}`);
    return Object(property(json, 'data', 'attributes'));
  };
  return {
    async create(module, attributes, id) {
      const reply = await api.create(module, attributes, id);
      const made = property(reply.json, 'data', 'id');
      if (typeof made !== 'string') throw new Error(`${module} was not created: ${reply.text}`);
      return made;
    },
    async update(module, id, attributes) {
      const reply = await api.update(module, id, attributes);
      if (reply.status !== 201) throw new Error(`${module} ${id} was not changed: ${reply.text}`);
    },
    async createInARace(module, attributes, id) {
      await api.token();
      crm.setLatency(20);
      const replies = await Promise.all([api.create(module, attributes, id), api.create(module, attributes, id)]);
      crm.setLatency(0);
      const statuses = replies.map((reply) => reply.status).sort();
      if (statuses.join() !== '201,400') throw new Error(`The race ended with ${statuses.join(' and ')}`);
    },
    async related(module, id, link) {
      const reply = await api.call('GET', `/module/${module}/${id}/relationships/${link}`);
      const data = property(reply.json, 'data');
      return Array.isArray(data) ? data.map((record) => String(property(record, 'id'))) : [];
    },
    shown,
    async emails(module, id) {
      const { email1, email2 } = await shown(module, id);
      return [email1, email2];
    },
    leave: () => api.close(),
  };
}
