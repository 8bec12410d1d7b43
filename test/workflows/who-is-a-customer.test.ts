import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultActions } from '../../lab/simulator/suitecrm/index.ts';
import { contactId, leadId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { recordWith } from '../support/workflows/crm-records.ts';
import { newCustomer, newLine, newOrder, newRegistration } from '../support/workflows/shop-events.ts';
import { type Staff, staffOf } from '../support/workflows/staff.ts';

const CREATE_CONTACT = { method: 'POST', path: '/Api/V8/module', module: 'Contacts' } as const;

describe('who registers with the address of a contact', () => {
  const bench = useBench({ retry: { baseMs: 1, maxMs: 50 } });
  let staff: Staff;
  beforeAll(() => {
    staff = staffOf(bench.crm);
  });
  afterAll(async () => {
    await staff.leave();
  });

  const guest = (user: { readonly email: string }) => ({ user_id: undefined, email: user.email });
  const leadOf = (user: { readonly user_id: string }) =>
    recordWith(bench.crm, 'Leads', { id: leadId('experience', user.user_id) });

  it.each([
    ['by its address alone', false],
    ['as the user already', true],
  ])('is no customer while nobody has paid, whether the contact is known %s', async (_how, orderedBefore) => {
    const user = newCustomer();
    await bench.play('orders', newOrder({ customer: guest(user), status: 'Not Paid' }));
    if (orderedBefore) await bench.play('orders', newOrder({ customer: user, status: 'Not Paid' }));
    await bench.play('registrations', newRegistration(user));
    expect(leadOf(user)).not.toMatchObject({ converted: '1' });
    await bench.play('orders', newOrder({ customer: user }));
    expect(leadOf(user).converted).toBe('1');
  });

  it('is no customer where another user, who has not paid, has come to use the address', async () => {
    const [other, user] = [newCustomer(), newCustomer()];
    await bench.play('orders', newOrder({ customer: other, status: 'Not Paid' }));
    await bench.play('registrations', newRegistration({ ...other, email: user.email }));
    await bench.play('registrations', newRegistration(user));
    expect(leadOf(user)).not.toMatchObject({ converted: '1' });
  });

  it('is a customer where the contact was there before', async () => {
    const user = newCustomer();
    const contact = await staff.create('Contacts', { last_name: 'Old', email1: user.email });
    await bench.play('orders', newOrder({ customer: guest(user), status: 'Not Paid' }));
    await bench.play('registrations', newRegistration(user));
    expect(leadOf(user)).toMatchObject({ converted: '1', contact_id: contact });
  });

  it('is a customer where the contact that paid was merged into another one', async () => {
    const user = newCustomer();
    await bench.play('orders', newOrder({ customer: guest(user) }));
    bench.crm.remove('Contacts', contactId({ email: user.email }));
    const survivor = await staff.create('Contacts', { last_name: 'Survivor', email1: user.email });
    await bench.play('orders', newOrder({ customer: guest(user), status: 'Not Paid' }));
    await bench.play('registrations', newRegistration(user));
    expect(leadOf(user)).toMatchObject({ converted: '1', contact_id: survivor });
  });

  it('is no customer where the contact is ours, and the answer to its create was lost', async () => {
    const user = newCustomer();
    bench.crm.faults.add({ match: CREATE_CONTACT, action: faultActions.cutAfter });
    const order = await bench.play('orders', newOrder({ customer: guest(user), status: 'Not Paid' }));
    expect(order).toMatchObject({ status: 'done', attempts: 2 });
    await bench.play('registrations', newRegistration(user));
    expect(leadOf(user)).not.toMatchObject({ converted: '1' });
  });

  it('is no customer where the contact is ours, of an order that died before it knew', async () => {
    const user = newCustomer();
    bench.crm.faults.add({ match: CREATE_CONTACT, action: faultActions.cutAfter });
    bench.crm.faults.add({ match: { method: 'POST', module: 'AOS_Products' }, action: { kind: 'access-denied' } });
    const lines = [newLine({ sku: `NEW-${user.user_id}` })];
    const order = newOrder({ customer: guest(user), status: 'Not Paid', groups: [{ name: 'Day trips', lines }] });
    expect(await bench.play('orders', order)).toMatchObject({ status: 'dead', errorCode: 'access_denied' });
    await bench.play('registrations', newRegistration(user));
    expect(recordWith(bench.crm, 'Contacts', { id: contactId({ email: user.email }) })).toBeDefined();
    expect(leadOf(user)).not.toMatchObject({ converted: '1' });
  });
});
