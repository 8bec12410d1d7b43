import type { Platform } from './platform.ts';
import type { PlatformName } from './shop.ts';
import { shopify } from './shopify/shopify.ts';
import { woocommerce } from './woocommerce/woocommerce.ts';

/** Every platform whose shops are connected directly. A further one is a folder beside these, and a line here. */
export const PLATFORMS: Readonly<Record<PlatformName, Platform>> = { shopify, woocommerce };
