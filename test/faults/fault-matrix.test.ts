import { describe, expect, it } from 'vitest';
import { playMatrix, type Scenario } from '../support/faults/matrix.ts';

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a registration': {
    before: () => [],
    tested: (world) => world.registration(),
  },
  'a registration after the order': {
    before: (world) => [world.order()],
    tested: (world) => world.registration(),
  },
  'an order of a registered customer': {
    before: (world) => [world.registration()],
    tested: (world) => world.order(),
  },
  'an update of a customer who has bought, with another address': {
    before: (world) => [world.registration(), world.order()],
    tested: (world) => world.customerUpdate(),
  },
  'an update of a customer whom nobody knows': {
    before: () => [],
    tested: (world) => world.customerUpdate(),
  },
  'an update by which an order is paid': {
    before: (world) => [world.registration(), world.order('Not Paid')],
    tested: (world) => world.orderUpdate(),
  },
  'an update of a product': {
    before: (world) => [world.order()],
    tested: (world) => world.product('1'),
  },
  'an update of a product that nobody knows': {
    before: () => [],
    tested: (world) => world.product('3'),
  },
  'a full refund': {
    before: (world) => [world.order()],
    tested: (world) => world.fullRefund(),
  },
  'a partial refund': {
    before: (world) => [world.order()],
    tested: (world) => world.partialRefund(),
  },
};

for (const [name, scenario] of Object.entries(SCENARIOS)) {
  const matrix = await playMatrix(scenario);

  describe(`${name} of ${matrix.calls.length} calls`, () => {
    it('without a fault leaves no row twice', () => {
      const rows = matrix.quiet.map((row) => JSON.stringify(row));
      expect(new Set(rows).size).toBe(rows.length);
    });

    it.each(matrix.cells)('$name', ({ event, hit, portrait }) => {
      expect(hit, 'the fault was met').toBe(true);
      expect(event, event.errorMessage ?? '').toMatchObject({ status: 'done', warnings: [] });
      expect(portrait).toEqual(matrix.quiet);
    });
  });
}
