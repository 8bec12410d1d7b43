/** What the owner of a simulated WooCommerce store set. */
export interface WooStoreSettings {
  readonly currency: string;
  /** To how many decimals it rounds and shows money. */
  readonly decimals: number;
  /** Whether its price tags hold the tax. */
  readonly pricesIncludeTax: boolean;
  /** Hours by which its clock is ahead of UTC. */
  readonly utcOffset: number;
  readonly version: string;
}

export const WOO_SETTINGS: WooStoreSettings = {
  currency: 'EUR',
  decimals: 2,
  pricesIncludeTax: false,
  utcOffset: 2,
  version: '10.0.0',
};
