import type { JournaledCall, Snapshot, SuiteCrmSimulator } from '../../../lab/simulator/suitecrm/index.ts';
import { World } from './world.ts';

const TOKEN = /[0-9a-f]{8}-[0-9a-f-]{27}|w[0-9a-z]{3}q|\b[QZ][A-Z]{2}\b/g;

/** Worlds that live in one CRM, and who of them a call or a record belongs to. */
export class Worlds {
  readonly #byToken = new Map<string, World>();
  readonly #owners = new WeakMap<JournaledCall, World | null>();
  readonly #crm: SuiteCrmSimulator;
  #count = 0;

  constructor(crm: SuiteCrmSimulator) {
    this.#crm = crm;
  }

  /** A new world. */
  add(): World {
    const world = new World(this.#count);
    this.#count += 1;
    for (const token of [world.name, ...world.ids]) this.#byToken.set(token, world);
    return world;
  }

  /** The world that a call is about. */
  ownerOf(call: JournaledCall): World | null {
    const known = this.#owners.get(call);
    if (known !== undefined) return known;
    const text = `${call.path} ${call.query} ${JSON.stringify(call.body)}`;
    const owner = this.#ownerOfText(text) ?? this.#ownerOfNumber(call);
    this.#owners.set(call, owner);
    return owner;
  }

  /** The rows of a CRM by the world they belong to. */
  divide({ records, joins, emails }: Snapshot): ReadonlyMap<World, readonly string[]> {
    const rows = [
      ...Object.entries(records).flatMap(([module, all]) => all.map((row) => [module, row])),
      ...Object.entries(joins).flatMap(([relation, all]) => all.map((row) => [relation, row])),
      ...emails,
    ];
    const divided = new Map<World, string[]>();
    for (const text of rows.map((row) => JSON.stringify(row))) {
      const owner = this.#ownerOfText(text);
      if (owner !== null) divided.set(owner, [...(divided.get(owner) ?? []), text]);
    }
    return divided;
  }

  /** A look for a number is of the world whose invoice bears it. */
  #ownerOfNumber({ module, query }: JournaledCall): World | null {
    const number = module === 'AOS_Invoices' ? new URLSearchParams(query).get('filter[number][eq]') : null;
    if (number === null) return null;
    const bearers = this.#crm.records('AOS_Invoices').filter(({ values }) => values.number === number);
    const owners = bearers.map(({ id }) => this.#ownerOfText(id)).filter((owner) => owner !== null);
    return owners[0] ?? null;
  }

  #ownerOfText(text: string): World | null {
    for (const [token] of text.matchAll(TOKEN)) {
      const world = this.#byToken.get(token);
      if (world !== undefined) return world;
    }
    return null;
  }
}
