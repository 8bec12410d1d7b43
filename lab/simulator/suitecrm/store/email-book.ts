import { randomUUID } from 'node:crypto';
import type { Row, Table } from './table.ts';

/** An address, shared by all records that carry it: a later spelling changes what the others show. */
export interface EmailAddress {
  readonly id: string;
  readonly address: string;
  readonly invalid: boolean;
  readonly optOut: boolean;
}

/** One row that ties an address to a record. Nothing keeps a record from having the same address twice. */
export interface EmailLink {
  readonly email: EmailAddress;
  readonly beanId: string;
  /** Empty where the row was written by a link that does not know it: such a row is found by filters only. */
  readonly beanModule: string;
  readonly primary: boolean;
  deleted: boolean;
}

/** What a save says of an address beside its text. */
export interface EmailFlags {
  readonly invalid?: boolean;
  readonly optOut?: boolean;
}

/** SuiteCRM's e-mail tables: the links of records to the rows of EmailAddresses. */
export class EmailBook {
  readonly #addresses: Table;
  readonly #byAddress = new Map<string, EmailLink[]>();
  readonly #byBean = new Map<string, EmailLink[]>();

  constructor(addresses: Table) {
    this.#addresses = addresses;
  }

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
    return this.#linksTo(this.#addresses.all().filter((row) => matches(row.values.email_address ?? '')));
  }

  /** Every link row, deleted ones and those of other modules included, of one address. */
  linksOf(address: string): readonly EmailLink[] {
    return this.#linksTo(this.#addresses.withValue('email_address', address));
  }

  /** Ties a text to a record as a save does: by the address row in use for it, made if there is none. */
  link(module: string, id: string, address: string, primary: boolean, now: string, flags: EmailFlags = {}): EmailLink {
    const caps = address.toUpperCase();
    const known = this.#addresses.withValue('email_address_caps', caps).find((row) => !row.deleted);
    const values: Row['values'] = { date_created: now, confirm_opt_in: 'not-opt-in', ...known?.values };
    const row: Row = {
      id: known?.id ?? randomUUID(),
      deleted: false,
      values: {
        ...values,
        email_address: address,
        email_address_caps: caps,
        invalid_email: bit(flags.invalid, values.invalid_email),
        opt_out: bit(flags.optOut, values.opt_out),
        date_modified: now,
      },
    };
    this.#addresses.put(row);
    return this.#insert(row.id, id, module, primary);
  }

  /**
   * Ties an address row to a record by the link `email_addresses`: a living row is left alone. An address that was the
   * record's first before it was removed is that again.
   */
  relate(module: string, id: string, addressId: string): void {
    const rows = this.#between(id, addressId).filter((link) => link.beanModule === module);
    if (rows.every(({ deleted }) => deleted)) {
      this.#insert(addressId, id, module, rows.at(-1)?.primary ?? false);
    }
  }

  /** Ties an address row to a record by a link that does not write the module: one more row each time. */
  relateWithoutModule(id: string, addressId: string): void {
    this.#insert(addressId, id, '', false);
  }

  /** Removes the living links between a record and an address row. */
  unrelate(module: string, id: string, addressId: string): void {
    for (const link of this.#between(id, addressId)) {
      link.deleted ||= link.beanModule === module;
    }
  }

  /** What each save of a record that stands does: its links other than the first are removed and made again. */
  rewrite(module: string, id: string): void {
    for (const link of this.ofRecord(module, id).filter(({ primary }) => !primary)) {
      link.deleted = true;
      this.#insert(link.email.id, id, module, false);
    }
  }

  #between(id: string, addressId: string): EmailLink[] {
    const links = this.#byBean.get(id.toLowerCase()) ?? [];
    return links.filter(({ email }) => email.id.toLowerCase() === addressId.toLowerCase());
  }

  #linksTo(rows: readonly Row[]): EmailLink[] {
    return rows.flatMap(({ id }) => this.#byAddress.get(id.toLowerCase()) ?? []);
  }

  #insert(addressId: string, beanId: string, beanModule: string, primary: boolean): EmailLink {
    const email = addressView(this.#addresses, addressId);
    const link: EmailLink = { email, beanId: beanId.toLowerCase(), beanModule, primary, deleted: false };
    append(this.#byAddress, addressId.toLowerCase(), link);
    append(this.#byBean, link.beanId, link);
    return link;
  }
}

/** The address as its row stands whenever it is looked at. */
function addressView(addresses: Table, id: string): EmailAddress {
  const values = () => addresses.get(id)?.values ?? {};
  return {
    id,
    get address() {
      return values().email_address ?? '';
    },
    get invalid() {
      return values().invalid_email === '1';
    },
    get optOut() {
      return values().opt_out === '1';
    },
  };
}

function bit(flag: boolean | undefined, before: string | undefined): string {
  return flag === undefined ? (before ?? '0') : flag ? '1' : '0';
}

function append(index: Map<string, EmailLink[]>, key: string, link: EmailLink): void {
  const links = index.get(key);
  if (links === undefined) {
    index.set(key, [link]);
  } else {
    links.push(link);
  }
}
