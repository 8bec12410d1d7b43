import { accounts } from './modules/accounts.ts';
import { contacts } from './modules/contacts.ts';
import { emailAddresses } from './modules/email-addresses.ts';
import { type InvoiceRelation, invoices, type PromotionRelation } from './modules/invoices.ts';
import { leads } from './modules/leads.ts';
import { lineItemGroups, lineItems } from './modules/line-items.ts';
import { markers } from './modules/markers.ts';
import type { Module } from './modules/module.ts';
import { productCategories, products } from './modules/products.ts';
import { currencies, promotions, prospectLists, securityGroups, users } from './modules/supporting.ts';
import { type Relation, relations } from './relations.ts';

/** A relationship as seen from the module that holds the link field. */
export interface SchemaLink {
  readonly name: string;
  readonly relation: Relation;
  /** The side this module stands on. */
  readonly side: 'one' | 'many' | 'left' | 'right';
  readonly target: string;
}

/** What somebody set up, or left out, in Studio. */
export interface Studio {
  readonly invoiceRelation: InvoiceRelation;
  readonly promotionRelation: PromotionRelation;
  /** Fields, by module, that were not added or have been removed. */
  readonly absentFields?: Readonly<Record<string, readonly string[]>>;
}

/** What the simulated SuiteCRM consists of: its modules, their aliases and the links between them. */
export class Schema {
  readonly modules: readonly Module[];
  readonly relations: readonly Relation[];
  readonly #byName: ReadonlyMap<string, Module>;
  readonly #links = new Map<string, SchemaLink[]>();

  constructor({ invoiceRelation, promotionRelation, absentFields = {} }: Studio) {
    const modules = [
      leads,
      contacts,
      accounts,
      products,
      productCategories,
      invoices(invoiceRelation, promotionRelation),
      lineItemGroups,
      lineItems,
      markers,
      currencies,
      securityGroups,
      prospectLists,
      promotions(promotionRelation),
      users,
      emailAddresses,
    ];
    this.modules = modules.map((module) => without(module, absentFields[module.name] ?? []));
    this.relations = relations(invoiceRelation, promotionRelation);
    this.#byName = new Map(
      this.modules.flatMap((module) => [module.name, ...module.aliases].map((name) => [name, module])),
    );
    for (const relation of this.relations) {
      this.#addLinks(relation);
    }
  }

  /** The module of this name or alias; names are case-sensitive. */
  module(name: string): Module | undefined {
    return this.#byName.get(name);
  }

  /** The link field of a module. */
  link(module: string, name: string): SchemaLink | undefined {
    return this.#links.get(module)?.find((link) => link.name === name);
  }

  /** The link a plain POST to `/relationships` uses: the last one that leads to the other module. */
  lastLinkTo(module: string, target: string): SchemaLink | undefined {
    return this.#links.get(module)?.findLast((link) => link.target === target);
  }

  #addLinks(relation: Relation): void {
    if (relation.kind === 'column') {
      const { one, many } = relation;
      if (one.link !== null) {
        this.#add(one.module, { name: one.link, relation, side: 'one', target: many.module });
      }
      if (many.link !== null) {
        this.#add(many.module, { name: many.link, relation, side: 'many', target: one.module });
      }
      return;
    }
    if (relation.kind === 'email') {
      const { module, link } = relation.person;
      this.#add(module, { name: link, relation, side: 'one', target: emailAddresses.name });
      return;
    }
    const { left, right } = relation;
    this.#add(left.module, { name: left.link, relation, side: 'left', target: right.module });
    this.#add(right.module, { name: right.link, relation, side: 'right', target: left.module });
  }

  #add(module: string, link: SchemaLink): void {
    const links = this.#links.get(module) ?? [];
    this.#links.set(module, [...links, link]);
  }
}

function without(module: Module, absent: readonly string[]): Module {
  const links = module.links === null ? [] : Object.entries(module.links).filter(([, link]) => !absent.includes(link));
  return {
    ...module,
    fields: module.fields.filter(({ name }) => !absent.includes(name)),
    links: module.links === null ? null : Object.fromEntries(links),
  };
}
