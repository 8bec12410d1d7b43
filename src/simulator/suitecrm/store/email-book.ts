import { collate } from '../collation.ts';

/** An address, shared by all records that carry it: a later spelling changes what the others show. */
export interface EmailAddress {
  address: string;
  invalid: boolean;
  optOut: boolean;
}

/** One row that ties an address to a record. Nothing keeps a record from having the same address twice. */
export interface EmailLink {
  readonly email: EmailAddress;
  readonly beanId: string;
  readonly beanModule: string;
  readonly primary: boolean;
  deleted: boolean;
}

/** SuiteCRM's e-mail tables: addresses and their links to records. */
export class EmailBook {
  readonly #addresses = new Map<string, { email: EmailAddress; links: EmailLink[] }>();
  readonly #byBean = new Map<string, EmailLink[]>();

  /** All link rows, deleted ones included. */
  all(): EmailLink[] {
    return [...this.#byBean.values()].flat();
  }

  /** The living link rows of a record, in order of insertion. */
  ofRecord(module: string, id: string): EmailLink[] {
    return (this.#byBean.get(id.toLowerCase()) ?? []).filter((link) => link.beanModule === module && !link.deleted);
  }

  /** Every link row, deleted ones and those of other modules included, whose address satisfies a test. */
  linksWhere(matches: (address: string) => boolean): EmailLink[] {
    return [...this.#addresses.values()].filter(({ email }) => matches(email.address)).flatMap(({ links }) => links);
  }

  /** Every link row, deleted ones and those of other modules included, of one address. */
  linksOf(address: string): readonly EmailLink[] {
    return this.#addresses.get(collate(address))?.links ?? [];
  }

  /** Ties an address to a record, whether it is tied already or not. */
  link(module: string, id: string, address: string, primary: boolean, flags: Partial<EmailAddress> = {}): EmailLink {
    const key = collate(address);
    let entry = this.#addresses.get(key);
    if (entry === undefined) {
      entry = { email: { address, invalid: false, optOut: false }, links: [] };
      this.#addresses.set(key, entry);
    }
    entry.email.address = address;
    entry.email.invalid = flags.invalid ?? entry.email.invalid;
    entry.email.optOut = flags.optOut ?? entry.email.optOut;
    const link: EmailLink = {
      email: entry.email,
      beanId: id.toLowerCase(),
      beanModule: module,
      primary,
      deleted: false,
    };
    entry.links.push(link);
    const links = this.#byBean.get(link.beanId);
    if (links === undefined) {
      this.#byBean.set(link.beanId, [link]);
    } else {
      links.push(link);
    }
    return link;
  }
}
