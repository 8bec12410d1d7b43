import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A minute and more each. Most of them play while they are loaded, which vitest does not count. */
const LONG = [
  'crash-and-resume',
  'order-matrix',
  'update-matrix',
  'refund-matrix',
  'number-matrix',
  'contract-sessions',
  'soak',
];

/** Those that take long begin first, so that none is left alone with one worker at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONG.indexOf(path.basename(moduleId, '.test.ts'));
  return place < 0 ? LONG.length : place;
}
