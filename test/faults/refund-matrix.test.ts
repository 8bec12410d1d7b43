import { describeMatrix } from '../support/faults/describe-matrix.ts';

// How each kind of answer is read is shown by the matrix of orders: these lean on the same client.
await describeMatrix(
  {
    'a full refund': {
      before: (world) => [world.order()],
      tested: (world) => world.fullRefund(),
    },
    'a partial refund': {
      before: (world) => [world.order()],
      tested: (world) => world.partialRefund(),
    },
  },
  'doubtful',
);
