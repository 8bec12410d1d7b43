import { EventPage } from '../api/answers.ts';
import { ask } from '../api/ask.ts';
import { adminToken } from '../api/connection.ts';
import type { CommandCall } from '../command.ts';
import { CommandFailed, WrongUsage } from '../errors.ts';

/** How the webhook-id of a sample begins: no sample touches what a real shop sent. */
export const SAMPLE_ID = 'sample_';
/** As many as a page of the service holds. */
const LOOKED_AT = '200';

/** The order that was sent as a sample last, as the service tells; of the call's business unit if it names one. */
export async function lastSampleOrder(
  call: CommandCall,
): Promise<{ readonly orderId: string; readonly businessUnit: string }> {
  mustHaveToken(call);
  const query = { type: 'order.paid', business_unit: call.text('business-unit'), limit: LOOKED_AT };
  const { value } = await ask(call, EventPage, { method: 'GET', path: '/events', query });
  for (const { webhook_id, order_id, business_unit } of value.events) {
    if (webhook_id.startsWith(SAMPLE_ID) && order_id !== null)
      return { orderId: order_id, businessUnit: business_unit };
  }
  throw new CommandFailed(
    `There is no sample among the last ${LOOKED_AT} orders: send order first, or name an order with --order-id`,
  );
}

function mustHaveToken(call: CommandCall): void {
  try {
    adminToken(call);
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    throw new WrongUsage(`Which order? Name it with --order-id, or let the service be asked. ${error.message}`, {
      cause: error,
    });
  }
}
