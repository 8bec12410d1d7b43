import { describeMatrix } from '../support/faults/describe-matrix.ts';

await describeMatrix({
  'an order of a registered customer': {
    before: (world) => [world.registration()],
    tested: (world) => world.order(),
  },
});
