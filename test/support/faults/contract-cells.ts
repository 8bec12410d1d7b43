import { describe, expect, it } from 'vitest';
import { type Company, type ContractScenario, playContractMatrix } from './contract-matrix.ts';

/** A scenario, and the calls that it makes when all is well beside those that it breaks itself. */
interface KnownScenario extends ContractScenario {
  readonly calls: readonly string[];
}

/** Plays the matrix of a scenario and makes a test of each of its cells. */
export async function describeMatrix(name: string, company: Company, scenario: KnownScenario): Promise<void> {
  const matrix = await playContractMatrix(scenario, company);

  describe(`${name} of ${matrix.calls.length} calls`, () => {
    it('is hit at each of its calls', () => {
      expect(matrix.calls).toEqual(scenario.calls);
    });

    it('without a fault leaves each of its lines once, with one link', () => {
      expect(matrix.quiet).toEqual(
        matrix.quiet.map((_, index) =>
          expect.objectContaining({
            remark: `line ${index + 1} [tillbridge B-1/${index + 1}]`,
            links: [`:id/B-1/${index + 1}`],
          }),
        ),
      );
      expect(matrix.quiet).not.toEqual([]);
    });

    it.each(matrix.cells)('$name', ({ event, hit, portrait }) => {
      expect(hit, 'the fault was met').toBe(true);
      expect(event, event.errorMessage ?? '').toMatchObject({ status: 'done', warnings: [] });
      expect(portrait).toEqual(matrix.quiet);
    });
  });
}
