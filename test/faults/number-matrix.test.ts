import { describeMatrix } from '../support/faults/describe-matrix.ts';

// How each kind of answer is read is shown by the matrix of orders: these lean on the same client.
await describeMatrix(
  {
    'an order whose invoice is given a number that another one has': {
      doubledNumbers: true,
      before: (world) => [world.registration()],
      tested: (world) => world.order(),
    },
    'a refund whose return is given a number that another one has': {
      doubledNumbers: true,
      before: (world) => [world.order()],
      tested: (world) => world.fullRefund(),
    },
  },
  'doubtful',
);
