import { describeMatrix } from '../support/faults/describe-matrix.ts';

// How each kind of answer is read is shown by the matrix of orders: these lean on the same client.
await describeMatrix(
  {
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
  },
  'doubtful',
);
