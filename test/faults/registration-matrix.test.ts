import { describeMatrix } from '../support/faults/describe-matrix.ts';

await describeMatrix({
  'a registration': {
    before: () => [],
    tested: (world) => world.registration(),
  },
  'a registration after the order': {
    before: (world) => [world.order()],
    tested: (world) => world.registration(),
  },
});
