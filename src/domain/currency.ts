/** ISO 4217 currencies whose minor unit is not a hundredth, by its decimals. */
const OTHER_MINOR_UNITS: readonly (readonly [decimals: number, currencies: ReadonlySet<string>])[] = [
  [0, new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '))],
  [3, new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '))],
  [4, new Set('CLF UYW'.split(' '))],
];

/** How many decimals the smallest coin of a currency has, by ISO 4217. `currencyCode` in capitals; 2 for every other code. */
export function minorUnits(currencyCode: string): number {
  return OTHER_MINOR_UNITS.find(([, currencies]) => currencies.has(currencyCode))?.[0] ?? 2;
}
