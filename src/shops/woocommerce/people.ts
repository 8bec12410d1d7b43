import Type, { type Static } from 'typebox';
import type { EventData } from '../told.ts';
import { readableText, WooText } from './fields.ts';

/** An address with the person at it. PHP sends an empty one as a list. */
export const WooAddress = Type.Optional(
  Type.Union([
    Type.Null(),
    Type.Array(Type.Unknown(), { maxItems: 0 }),
    Type.Object({
      first_name: WooText,
      last_name: WooText,
      address_1: WooText,
      address_2: WooText,
      city: WooText,
      state: WooText,
      postcode: WooText,
      country: WooText,
      email: WooText,
      phone: WooText,
    }),
  ]),
);
export type WooAddress = Static<typeof WooAddress> | undefined;

/** Somebody as an address names them; empty text for what it does not tell. */
export interface WooPerson {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phone: string;
}

export function personAt(address: WooAddress): WooPerson {
  const known = partsOf(address);
  return {
    firstName: readableText(known?.first_name),
    lastName: readableText(known?.last_name),
    email: readableText(known?.email),
    phone: readableText(known?.phone),
  };
}

function partsOf(address: WooAddress) {
  return address === undefined || address === null || Array.isArray(address) ? null : address;
}

/** The address in our words, its country as the shop gives it, by its code; null where all of it is empty. */
export function addressOf(address: WooAddress): EventData | null {
  const known = partsOf(address);
  const told = {
    street: [readableText(known?.address_1), readableText(known?.address_2)].filter((line) => line !== ''),
    city: readableText(known?.city),
    state: readableText(known?.state),
    postal_code: readableText(known?.postcode),
    country: readableText(known?.country),
  };
  return Object.values(told).every((part) => part.length === 0) ? null : told;
}

/** Only the members that say something. */
export function withoutEmpty(data: EventData): EventData {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== '' && value !== null));
}
