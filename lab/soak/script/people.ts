import type { Random } from '../random.ts';

/** Somebody who deals with the shop. */
export interface Person {
  readonly unit: string;
  /** Null = a guest. */
  readonly userId: string | null;
  readonly email: string | null;
  readonly lastName: string;
  /** A second address; both are this person's alone, who names now the one, now the other, now none. Null = the address stays. */
  readonly movesTo: string | null;
}

/** The business units of the soak, both in one CRM. */
export const UNITS = ['experience', 'market'];

const NEWCOMERS = 0.45;
const RECENT = 40;

/** Users and guests, some of whom share an address with others. */
export class People {
  readonly #random: Random;
  readonly #known: Person[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** A newcomer, or one of those who came lately. */
  meet(): Person {
    const recent = this.#known.slice(-RECENT);
    if (recent.length > 0 && !this.#random.chance(NEWCOMERS)) return this.#random.pick(recent);
    const person = this.#invent(this.#known.length + 1);
    this.#known.push(person);
    return person;
  }

  /** A person with a user id. */
  meetUser(): Person & { readonly userId: string } {
    for (;;) {
      const person = this.meet();
      if (person.userId !== null) return { ...person, userId: person.userId };
    }
  }

  /** An address that somebody has used and keeps, and whose it is; null while there is none. */
  meetAddress(): { readonly email: string; readonly lastName: string } | null {
    const settled = this.#known.slice(-RECENT).filter(({ movesTo }) => movesTo === null);
    const [{ email, lastName } = { email: null, lastName: '' }] =
      settled.length === 0 ? [] : [this.#random.pick(settled)];
    return email === null ? null : { email, lastName };
  }

  /** Such a person as the `customer` of a webhook. */
  describe({ userId, email, lastName, movesTo }: Person): Record<string, unknown> {
    const address = movesTo === null ? email : this.#random.pick([email, movesTo, null]);
    return {
      user_id: userId ?? undefined,
      email: address === null ? undefined : this.#spell(address),
      first_name: 'Soak',
      last_name: lastName,
    };
  }

  #invent(count: number): Person {
    const random = this.#random;
    const person = { unit: random.pick(UNITS), userId: `U${count}`, lastName: `Robot ${count}`, movesTo: null };
    const own = `robot${count}@example.com`;
    const draw = random.next();
    if (draw < 0.5) return { ...person, email: own };
    if (draw < 0.65) return { ...person, email: this.#sharedAddress() ?? own };
    if (draw < 0.78) return { ...person, userId: null, email: own };
    if (draw < 0.9) return { ...person, userId: null, email: this.#sharedAddress() ?? own };
    if (draw < 0.93) return { ...person, email: null };
    return { ...person, email: own, movesTo: `moved${count}@example.com` };
  }

  // One who moves has both addresses alone: events that share only the old one with them would have no order among each other.
  #sharedAddress(): string | null {
    const sharing = this.#known.slice(-RECENT).filter(({ email, movesTo }) => email !== null && movesTo === null);
    return sharing.length === 0 ? null : this.#random.pick(sharing).email;
  }

  #spell(address: string): string {
    return this.#random.chance(0.1) ? `${address.slice(0, 1).toUpperCase()}${address.slice(1)}` : address;
  }
}
