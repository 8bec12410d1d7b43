import { describe, expect, it } from 'vitest';
import type { FaultRange } from './fault-kinds.ts';
import { playMatrix, type Scenario } from './matrix.ts';

/** Tests that no fault at any call of the scenarios leaves anything else than none. */
export async function describeMatrix(
  scenarios: Readonly<Record<string, Scenario>>,
  range: FaultRange = 'all',
): Promise<void> {
  for (const [name, scenario] of Object.entries(scenarios)) {
    const matrix = await playMatrix(scenario, range);

    describe(`${name} of ${matrix.calls.length} calls`, () => {
      it('without a fault leaves no row twice', () => {
        const rows = matrix.quiet.map((row) => JSON.stringify(row));
        expect(new Set(rows).size).toBe(rows.length);
      });

      it.each(matrix.cells)('$name', ({ event, hit, portrait }) => {
        expect(hit, 'the fault was met').toBe(true);
        expect(event, event.errorMessage ?? '').toMatchObject({ status: 'done' });
        // What took the place of another record is told, once each.
        if (scenario.removed === undefined) expect(event.warnings).toEqual([]);
        else expect(new Set(event.warnings).size).toBe(event.warnings.length);
        expect(portrait).toEqual(matrix.quiet);
      });
    });
  }
}
