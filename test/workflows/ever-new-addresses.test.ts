import { expect, it } from 'vitest';
import { contactId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { Api, property } from '../support/simulator/api.ts';
import { newCustomer, newCustomerUpdate, newOrder } from '../support/workflows/shop-events.ts';

const bench = useBench({ retry: { maxAttempts: 1 } });
const LINK = 'relationships/email_addresses';

it('an update ends although somebody adds another address to the contact before each look', async () => {
  const customer = newCustomer();
  await bench.play('orders', newOrder({ customer }));
  const contact = contactId({ email: customer.email });
  await using staff = new Staff();
  // A look is answered when the address is there.
  bench.crm.setLatency(async ({ method, id, path }) => {
    if (method === 'GET' && id === contact && path.endsWith(LINK)) await staff.addAddress(contact);
  });
  const update = newCustomerUpdate({ user_id: customer.user_id, email: 'new@example.com' });
  expect(await bench.play('customer-updates', update)).toMatchObject({
    status: 'dead',
    errorCode: 'relation_not_kept',
  });
});

/** Somebody who gives a contact one address after the other. */
class Staff {
  readonly #api = new Api(bench.crm.url, bench.crm.client);
  #added = 0;

  async addAddress(contact: string): Promise<void> {
    this.#added += 1;
    const { json } = await this.#api.create('EmailAddresses', { email_address: `more${this.#added}@example.com` });
    const id = property(json, 'data', 'id');
    await this.#api.call('POST', `/module/Contacts/${contact}/${LINK}`, { data: { type: 'EmailAddresses', id } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#api.close();
  }
}
