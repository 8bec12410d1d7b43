import { expect, test } from 'vitest';
import { minorUnits } from '../../src/domain/currency.ts';

test.each([
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [2, 'TWD EUR USD CNY HKD GBP HUF IDR'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
])('%i decimals: %s', (decimals, codes) => {
  for (const code of codes.split(' ')) expect(minorUnits(code), code).toBe(decimals);
});

test('a code that ISO 4217 does not list has two decimals, like the name of an object member', () => {
  expect(minorUnits('XXX')).toBe(2);
  expect(minorUnits('constructor')).toBe(2);
});
