import type { JsonNumber } from '../../domain/json-number.ts';
import { type Shop, shopId } from '../shop.ts';
import { optionalIdText } from './schema/fields.ts';

const CONTROL = /\p{Cc}/u;
const MAX_ID = 255;

/** A text that may stand as a sku, a number or an address; null for one that our bodies would refuse. */
export function usableId(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' || trimmed.length > MAX_ID || CONTROL.test(trimmed) ? null : trimmed;
}

/** An id of Shopify's as it stands in our events; null without one. */
export function optionalShopId(shop: Pick<Shop, 'name'>, id: string | JsonNumber | null | undefined): string | null {
  const text = optionalIdText(id);
  return text === null ? null : shopId(shop, text);
}

/** The members that hold something. */
export function onlyPresent<T>(members: Readonly<Record<string, T | null | undefined>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, value]])),
  );
}
