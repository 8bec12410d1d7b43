import { SHOP_EVENT_TYPES } from './event-types.ts';

/** The type of what a connected shop's platform posted. */
export const DELIVERY = 'shop.delivery';

/** Every type that an event of the inbox may have. */
export const INBOX_TYPES: readonly string[] = [...SHOP_EVENT_TYPES, DELIVERY];
