import { describeMatrix } from '../support/faults/describe-matrix.ts';

await describeMatrix({
  'a partial refund': {
    before: (world) => [world.order()],
    tested: (world) => world.partialRefund(),
  },
});

await describeMatrix(
  {
    'a full refund': {
      before: (world) => [world.order()],
      tested: (world) => world.fullRefund(),
    },
  },
  'doubtful',
);
