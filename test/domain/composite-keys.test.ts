import fc from 'fast-check';
import { expect, test } from 'vitest';
import { belongingKey, localId, markText, stepKey } from '../../src/domain/composite-keys.ts';

/** Parts full of what divides keys. */
const part = fc.string({
  unit: fc.constantFrom('a', ' ', '/', '%', '[', ']', ':', '\u3000', 'look-up', '%20', '%2F'),
  minLength: 1,
});
const parts = fc.array(part, { minLength: 1, maxLength: 4 });

test.each([
  ['steps', stepKey],
  ['local ids', localId],
  ['marks', markText],
] as const)('no two lists of parts make one key: %s', (_, keyOf) => {
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      expect(keyOf(...a) === keyOf(...b)).toBe(a.length === b.length && a.every((text, index) => text === b[index]));
    }),
    // The pairs that used to meet.
    {
      examples: [
        [
          ['product', 'A', 'look-up'],
          ['product', 'A look-up'],
        ],
        [
          ['2024', '05/1'],
          ['2024/05', '1'],
        ],
      ],
    },
  );
});

test('no unit and id make the key of another unit', () => {
  fc.assert(
    fc.property(part, part, part, part, (unit, id, otherUnit, otherId) => {
      const same = belongingKey('order', unit, id) === belongingKey('order', otherUnit, otherId);
      expect(same).toBe(unit === otherUnit && id === otherId);
    }),
  );
});

test('a key of plain parts reads as it is', () => {
  expect(stepKey('product', 'MISM01040500000282', 'look-up')).toBe('product MISM01040500000282 look-up');
  expect(localId('OTR2020121600004', '1')).toBe('OTR2020121600004/1');
  expect(belongingKey('email', 'suitecrm', 'a@example.com')).toBe('email:suitecrm:a@example.com');
});
