import type { FaultMatch, JournaledCall } from '../../lab/simulator/suitecrm/index.ts';
import {
  sampleOrder,
  sampleOrderUpdate,
  sampleProduct,
  sampleRefund,
  sampleRegistration,
} from '../../src/domain/events/samples.ts';
import { type ProcessBench, send } from './process-bench.ts';
import type { ServiceProcess } from './process-service.ts';
import { describeCall } from './service.ts';

/** One call of the story, told apart from all others, so that it can be hit in any later run. */
export interface StoryCall {
  /** `POST AOS_Products`, with its place among those that read the same: `POST AOS_Products 2`. */
  readonly name: string;
  readonly match: FaultMatch;
  /** Whether it changes records. */
  readonly writes: boolean;
}

const ORDER_ID = 'OTR2020121600009';

/**
 * A customer registers, orders in EUR two groups with a marker and a promotion, pays later, and gets one tour back. All four are sent
 * at once: they belong together, so they run one after another. Beside them a product comes into the shop.
 */
export async function tellStory(service: ServiceProcess): Promise<void> {
  await send(service, 'registrations', sampleRegistration());
  await send(service, 'orders', order());
  await send(service, 'order-updates', sampleOrderUpdate({ order_id: ORDER_ID }));
  await send(service, 'products', sampleProduct({ sku: 'MISM-MAP' }));
  await send(service, 'refunds', sampleRefund({ order_id: ORDER_ID }));
}

function order() {
  const tours = sampleOrder().data.groups;
  const book = {
    line_id: '2',
    sku: 'MISM-BOOK',
    name: 'Tea atlas',
    category: 'MIS',
    quantity: '1',
    list_price: '39.95',
    discount: { type: 'Percentage', value: '15' },
    vat_rate: '5',
  };
  const groups = [...(Array.isArray(tours) ? tours : []), { name: 'Books', lines: [book] }];
  return sampleOrder({ order_id: ORDER_ID, status: 'Not Paid', currency: 'EUR', groups, totals: undefined });
}

/** Every call that the CRM has seen, logins included, in order of arrival. */
export function callsOf({ crm }: ProcessBench): StoryCall[] {
  const names = new Map<string, number>();
  return crm.journal.calls().map((call) => {
    const isThis = identity(call);
    const name = call.module === null ? `${call.method} ${call.path}` : describeCall(call);
    const place = (names.get(name) ?? 0) + 1;
    names.set(name, place);
    return {
      name: place === 1 ? name : `${name} ${place}`,
      match: { call: (other) => identity(other) === isThis },
      writes: call.module !== null && call.method !== 'GET',
    };
  });
}

// The id in the body tells apart what is created, and what is related to one record.
function identity({ method, path, query, body }: JournaledCall): string {
  const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : null;
  const id = typeof data === 'object' && data !== null && 'id' in data ? data.id : null;
  return `${method} ${path}?${query} ${id}`;
}
