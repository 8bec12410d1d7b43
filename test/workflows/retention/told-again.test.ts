import { expect, it } from 'vitest';
import { contactId, leadId } from '../../../src/domain/record-ids.ts';
import { redactEvents } from '../../../src/operations/privacy/redact-events.ts';
import { removeAll } from '../../support/retention.ts';
import { useBench } from '../../support/service.ts';
import { recordsWith, recordWith, saleOf } from '../../support/workflows/crm-records.ts';
import {
  changed,
  newCustomer,
  newCustomerUpdate,
  newLine,
  newOrder,
  newOrderUpdate,
  newRefund,
  newRegistration,
  textOf,
} from '../../support/workflows/shop-events.ts';
import { staffOf } from '../../support/workflows/staff.ts';

const bench = useBench();
const remove = () => removeAll(bench.database.database);
const LATER = '2026-05-01T00:00:00Z';
const ADDRESS = { street: ['No. 7'], city: 'Tainan', state: '', postal_code: '700', country: 'Taiwan' };

const leadOf = ({ user_id }: { readonly user_id: string }) =>
  recordWith(bench.crm, 'Leads', { id: leadId('experience', user_id) });
const later = <Body extends object>(body: Body) => ({ ...body, timestamp: LATER });

it('an update after its order was removed changes the invoice, and the one by which it is paid converts the lead', async () => {
  const customer = newCustomer();
  await bench.play('registrations', newRegistration(customer));
  const order = newOrder({ customer, status: 'Not Paid' });
  await bench.play('orders', order);
  await remove();
  const update = newOrderUpdate(order, { status: 'Paid', billing_address: ADDRESS });
  expect(await bench.play('order-updates', update)).toMatchObject({ status: 'done', warnings: [] });
  expect(saleOf(bench.crm, textOf(order, 'order_id')).invoice).toMatchObject({
    status: 'Paid',
    billing_address_city: 'Tainan',
  });
  expect(leadOf(customer)).toMatchObject({ converted: '1' });
});

it('an update that is older than one which was removed still changes nothing', async () => {
  const order = newOrder();
  await bench.play('orders', order);
  const update = newOrderUpdate(order, { status: 'Canceled', updated_at: '2026-03-02T00:00:00Z' });
  await bench.play('order-updates', update);
  await remove();
  const older = newOrderUpdate(order, { status: 'Not Paid', updated_at: '2026-03-01T00:00:00Z' });
  expect(await bench.play('order-updates', older)).toMatchObject({
    status: 'done',
    warnings: [expect.stringContaining('2026-03-02')],
  });
  expect(saleOf(bench.crm, textOf(order, 'order_id')).invoice.status).toBe('Canceled');
});

it('an order that comes again with the same money is the order, and what it says beside that is an update', async () => {
  const order = newOrder();
  await bench.play('orders', order);
  await remove();
  const writes = () => bench.calls().filter((call) => !call.startsWith('GET')).length;
  const before = writes();
  expect(await bench.play('orders', { ...order })).toMatchObject({ status: 'done', warnings: [] });
  expect(writes()).toBe(before);
  const moved = later(changed(order, { billing_address: ADDRESS, description: 'call first' }));
  expect(await bench.play('orders', moved)).toMatchObject({ status: 'done', errorMessage: null, warnings: [] });
  expect(saleOf(bench.crm, textOf(order, 'order_id')).invoice).toMatchObject({
    billing_address_city: 'Tainan',
    description: 'call first',
  });
});

it('an order that comes again with other money is dead, and names the figures', async () => {
  const order = newOrder();
  await bench.play('orders', order);
  await remove();
  const dearer = changed(order, { groups: [{ name: 'Day trips', lines: [newLine({ list_price: '101' })] }] });
  expect(await bench.play('orders', dearer)).toMatchObject({
    status: 'dead',
    errorCode: 'repeat_differs',
    errorMessage: expect.stringContaining('100 before, 101 now'),
  });
});

it('of several that told of one order the last that wrote counts, removed or not', async () => {
  const order = newOrder({ status: 'Not Paid' });
  await bench.play('orders', order);
  const paid = later(changed(order, { status: 'Paid' }));
  await bench.play('orders', paid);
  await remove();
  const again = { ...paid, timestamp: '2026-06-01T00:00:00Z' };
  const calls = bench.calls().length;
  expect(await bench.play('orders', again)).toMatchObject({ status: 'done', warnings: [] });
  expect(bench.calls()).toHaveLength(calls);
});

it('a registration that comes again is an update by all that it states', async () => {
  const customer = newCustomer({ first_name: 'Ada', last_name: 'Byron' });
  const registration = newRegistration(customer);
  await bench.play('registrations', registration);
  await remove();
  expect(await bench.play('registrations', { ...registration })).toMatchObject({ status: 'done', warnings: [] });
  const married = later(newRegistration({ ...customer, last_name: 'Lovelace' }));
  expect(await bench.play('registrations', married)).toMatchObject({ status: 'done', errorMessage: null });
  expect(leadOf(customer)).toMatchObject({ last_name: 'Lovelace' });
  expect(recordsWith(bench.crm, 'Leads', { last_name: 'Byron' })).toEqual([]);
});

it('a registration, an order or a refund that says the same is the same, also where the shop spells it otherwise or adds what is not read', async () => {
  const customer = newCustomer();
  const registration = newRegistration(customer);
  await bench.play('registrations', registration);
  await bench.play('customer-updates', newCustomerUpdate({ user_id: customer.user_id, title: 'Dr.' }, LATER));
  const order = newOrder({ customer });
  await bench.play('orders', order);
  const refund = newRefund(order, { lines: [{ line_id: '1', quantity: '1' }] });
  expect(await bench.play('refunds', refund)).toMatchObject({ status: 'done' });
  await remove();
  const calls = bench.calls().length;
  const spelled = changed(registration, { customer: Object.assign({ fax_note: 'none' }, registration.data.customer) });
  expect(await bench.play('registrations', spelled)).toMatchObject({ status: 'done', warnings: [] });
  const groups = [{ name: 'Day trips', lines: [newLine({ quantity: 1, list_price: '100.00' })] }];
  expect(await bench.play('orders', changed(order, { groups }))).toMatchObject({ status: 'done', warnings: [] });
  const lines = [{ quantity: '1.0', line_id: '1' }];
  expect(await bench.play('refunds', changed(refund, { lines }))).toMatchObject({ status: 'done', warnings: [] });
  expect(bench.calls()).toHaveLength(calls);
});

it('a registration whose person was erased after it was removed is not known by what it said any more', async () => {
  const customer = newCustomer();
  const registration = newRegistration(customer);
  const { id } = await bench.play('registrations', registration);
  await remove();
  const { database } = bench.database;
  const said = async () =>
    await database.prisma.$queryRaw`SELECT kept ->> 'said' AS said FROM events WHERE id = ${id}::uuid`;
  expect(await said()).toEqual([{ said: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  await redactEvents(database, [id]);
  expect(await said()).toEqual([{ said: null }]);
});

it('a registration that comes after the update which made its customer known takes nothing of that back, removed or not', async () => {
  const customer = newCustomer({ title: 'Engineer', first_name: 'Ada', phones: { mobile: '0911', home: '02' } });
  const update = {
    user_id: customer.user_id,
    email: customer.email,
    title: 'Dr.',
    phones: { mobile: '0922' },
    address: ADDRESS,
  };
  await bench.play('customer-updates', newCustomerUpdate(update, LATER));
  await remove();
  expect(await bench.play('registrations', newRegistration(customer))).toMatchObject({
    status: 'done',
    errorMessage: null,
  });
  expect(leadOf(customer)).toMatchObject({
    title: 'Dr.',
    phone_mobile: '0922',
    primary_address_city: 'Tainan',
    first_name: 'Ada',
    phone_home: '02',
  });
});

it('a registration that comes again with its old words does not take back what the customer has said since', async () => {
  const customer = newCustomer({ email_opt_out: false, do_not_call: false, last_name: 'Byron' });
  const registration = newRegistration(customer);
  await bench.play('registrations', registration);
  const wish = { user_id: customer.user_id, email_opt_out: true, do_not_call: true };
  await bench.play('customer-updates', newCustomerUpdate(wish, '2026-03-01T00:00:00Z'));
  await remove();
  const again = later(newRegistration({ ...customer, last_name: 'Lovelace' }));
  expect(await bench.play('registrations', again)).toMatchObject({ status: 'done', errorMessage: null });
  expect(leadOf(customer)).toMatchObject({ last_name: 'Lovelace', do_not_call: '1' });
  const staff = staffOf(bench.crm);
  expect(await staff.shown('Leads', leadOf(customer).id ?? '')).toMatchObject({ email_opt_out: '1' });
  await staff.leave();
});

it('a new address after the registration was removed is the first of lead and contact', async () => {
  const customer = newCustomer();
  await bench.play('registrations', newRegistration(customer));
  await bench.play('orders', newOrder({ customer }));
  await remove();
  const email = `new-${String(customer.email)}`;
  const update = newCustomerUpdate({ user_id: customer.user_id, email }, LATER);
  expect(await bench.play('customer-updates', update)).toMatchObject({ status: 'done', errorMessage: null });
  const staff = staffOf(bench.crm);
  const [contact] = recordsWith(bench.crm, 'Contacts', { id: contactId({ email: customer.email }) });
  expect(await staff.emails('Leads', leadOf(customer).id ?? '')).toEqual([email, expect.anything()]);
  expect(await staff.emails('Contacts', contact?.id ?? '')).toEqual([email, expect.anything()]);
  await staff.leave();
});

it('an order that names its customer by the user id alone makes the contact that the registration had told of', async () => {
  const told = { first_name: 'Ada', last_name: "O'Lovelace & Co", title: 'Countess', phones: { mobile: '0912' } };
  const consent = { lawful_basis: ['consent', 'contract'], source: 'website', reviewed_on: '2020-10-06' };
  const customer = newCustomer({ ...told, consent, address: ADDRESS });
  await bench.play('registrations', newRegistration(customer));
  await remove();
  const order = changed(newOrder(), { customer: { user_id: customer.user_id } });
  expect(await bench.play('orders', order)).toMatchObject({ status: 'done', errorMessage: null, warnings: [] });
  const contact = recordWith(bench.crm, 'Contacts', { id: contactId({ email: customer.email }) });
  expect(contact).toMatchObject({
    last_name: told.last_name,
    first_name: 'Ada',
    title: 'Countess',
    phone_mobile: '0912',
    lawful_basis: '^consent^,^contract^',
    lawful_basis_source: 'website',
    date_reviewed: '2020-10-06',
    primary_address_city: 'Tainan',
  });
  expect(leadOf(customer)).toMatchObject({ converted: '1', contact_id: contact.id });
});
