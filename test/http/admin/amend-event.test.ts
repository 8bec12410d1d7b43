import { describe, expect, it } from 'vitest';
import { contactId, invoiceId, lineId } from '../../../src/domain/record-ids.ts';
import { type AdminBench, TOKEN, useAdminBench } from '../../support/http/admin.ts';
import { waitFor } from '../../support/wait-for.ts';
import { recordsWith, saleOf } from '../../support/workflows/crm-records.ts';
import {
  changed,
  newCustomer,
  newLine,
  newOrder,
  newRegistration,
  textOf,
} from '../../support/workflows/shop-events.ts';

const start = useAdminBench();
const UNIT = 'experience';
const WHY = { reason: 'the shop had the wrong currency' };

/** An order that died before anything was written of it: its currency is unknown. */
async function withDeadOrder() {
  const bench = await start();
  const order = newOrder({ currency: 'XTS' });
  const event = await bench.play('orders', order);
  expect(event).toMatchObject({ status: 'dead', errorCode: 'unknown_in_crm' });
  return { bench, order, id: event.id };
}

const amend = (bench: AdminBench, id: string, payload: unknown, key?: string) =>
  bench.ask('POST', `/admin/events/${id}/amend`, { body: { ...WHY, payload }, ...(key === undefined ? {} : { key }) });
const settled = (bench: AdminBench, id: string) =>
  waitFor('the event has run again', async () => {
    const event = await bench.settled(id);
    return event.status === 'dead' || event.status === 'done' ? event : null;
  });

describe('a dead event that gets another payload', () => {
  it('is done by it, and shows the first one, who amended it and why', async () => {
    const { bench, order, id } = await withDeadOrder();
    const amended = changed(order, { currency: 'TWD' });
    expect(await amend(bench, id, amended)).toMatchObject({ status: 202, body: { id, status: 'pending' } });
    expect(await settled(bench, id)).toMatchObject({ status: 'done', warnings: [] });
    expect((await bench.ask('GET', `/admin/events/${id}`)).body).toMatchObject({
      payload: amended,
      amended: { actor: 'alice', reason: WHY.reason, payload: order },
    });
    expect((await bench.ask('GET', '/admin/audit')).body).toMatchObject({
      entries: [{ action: 'event.amend', subject: id, reason: WHY.reason, actor: 'alice' }],
    });
  });

  it('is known by the first content and by that of now, and by no other', async () => {
    const { bench, order, id } = await withDeadOrder();
    const webhook = await bench.database.database.prisma.event.findUniqueOrThrow({ where: { id } });
    const amended = changed(order, { currency: 'TWD' });
    await amend(bench, id, amended);
    await settled(bench, id);
    for (const body of [order, amended])
      expect(await bench.shop.send('orders', body, { id: webhook.webhookId })).toMatchObject({
        status: 202,
        body: { event_id: id, status: 'duplicate' },
      });
    const third = changed(order, { currency: 'EUR' });
    expect(await bench.shop.send('orders', third, { id: webhook.webhookId })).toMatchObject({ status: 409 });
  });

  it('keeps the very first payload however often it is amended, with each number as it was written', async () => {
    const { bench, order, id } = await withDeadOrder();
    await amend(bench, id, changed(order, { currency: 'XXX' }));
    expect(await settled(bench, id)).toMatchObject({ status: 'dead' });
    const exact = JSON.stringify({ ...WHY, payload: changed(order, { currency: 'TWD', note: 'N' }) }).replace(
      '"N"',
      '12345678901234567890.10',
    );
    const answer = await fetch(`${bench.service.url}/admin/events/${id}/amend`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: exact,
    });
    expect(answer.status).toBe(202);
    expect(await settled(bench, id)).toMatchObject({ status: 'done' });
    const shown = await fetch(`${bench.service.url}/admin/events/${id}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    const text = await shown.text();
    expect(text).toContain('"note":12345678901234567890.10');
    expect(JSON.parse(text)).toMatchObject({ amended: { payload: order } });
    expect((await bench.ask('GET', `/admin/audit?subject=${id}`)).body).toMatchObject({
      entries: [{ action: 'event.amend' }, { action: 'event.amend' }],
    });
  });

  it('puts right what the first payload has written: every figure is the new one, and nothing stands twice', async () => {
    const bench = await start();
    bench.crm.faults.add({
      match: { method: 'POST', module: 'AOS_Products_Quotes' },
      action: { kind: 'access-denied' },
    });
    const customer = newCustomer();
    const order = newOrder({ customer });
    const orderId = textOf(order, 'order_id');
    const { id } = await bench.play('orders', order);
    expect(saleOf(bench.crm, orderId).invoice).toMatchObject({ total_amount: expect.stringMatching(/^100/) });
    bench.crm.faults.reset();
    const amended = changed(order, { groups: [{ name: 'Day trips', lines: [newLine({ list_price: '250' })] }] });
    await amend(bench, id, amended);
    expect(await settled(bench, id)).toMatchObject({ status: 'done' });
    const sale = saleOf(bench.crm, orderId);
    expect(sale.invoice).toMatchObject({ id: invoiceId(UNIT, orderId), total_amount: expect.stringMatching(/^250/) });
    expect(sale.groups).toMatchObject([{ total_amount: expect.stringMatching(/^250/) }]);
    expect(sale.lines).toMatchObject([{ product_total_price: expect.stringMatching(/^250/) }]);
    expect(recordsWith(bench.crm, 'Contacts', { id: contactId({ email: customer.email }) })).toHaveLength(1);
  });

  it('is dead again where a line stands that the new payload does not have, and names it', async () => {
    const bench = await start();
    bench.crm.faults.add({
      match: { method: 'POST', module: 'AOS_Invoices', path: /relationships/ },
      action: { kind: 'access-denied' },
    });
    const lines = [newLine(), newLine({ line_id: '2' })];
    const order = newOrder({ groups: [{ name: 'Day trips', lines }] });
    const { id, status } = await bench.play('orders', order);
    expect(status).toBe('dead');
    bench.crm.faults.reset();
    await amend(bench, id, changed(order, { groups: [{ name: 'Day trips', lines: [newLine()] }] }));
    expect(await settled(bench, id)).toMatchObject({
      status: 'dead',
      errorCode: 'parts_left_over',
      errorMessage: expect.stringContaining(lineId(UNIT, textOf(order, 'order_id'), '2')),
    });
  });

  it('keeps nothing of a person who was erased, neither of the first payload nor of that of now', async () => {
    const { bench, order, id } = await withDeadOrder();
    const customer = Object(order.data.customer);
    await amend(bench, id, changed(order, { currency: 'TWD', customer: { ...customer, email: 'right@example.com' } }));
    expect(await settled(bench, id)).toMatchObject({ status: 'done' });
    const path = `/admin/customers/experience/${customer.user_id}`;
    expect(await bench.ask('DELETE', path, { body: { reason: 'asked for it' } })).toMatchObject({ status: 200 });
    const { body } = await bench.ask('GET', `/admin/events/${id}`);
    const text = JSON.stringify(body);
    expect(body).toMatchObject({ amended: { payload: { data: { order_id: order.data.order_id } } } });
    expect(text).not.toContain('@example.com');
  });

  it('belongs to whom its new address says', async () => {
    const bench = await start();
    bench.crm.faults.add({ match: { method: 'POST', module: 'Leads' }, action: { kind: 'access-denied' } });
    const registration = newRegistration({ email: 'typo@example.con' });
    const { id } = await bench.play('registrations', registration);
    bench.crm.faults.reset();
    const customer = { ...Object(registration.data.customer), email: 'right@example.com' };
    await amend(bench, id, changed(registration, { customer }));
    expect(await settled(bench, id)).toMatchObject({ status: 'done' });
    const { keys } = await bench.database.database.prisma.event.findUniqueOrThrow({ where: { id } });
    expect(keys.join()).toContain('right@example.com');
    expect(keys.join()).not.toContain('typo@example.con');
  });
});

describe('an amendment is refused', () => {
  it('of what is no such event, each fault by its path', async () => {
    const { bench, order, id } = await withDeadOrder();
    const cases: readonly (readonly [payload: unknown, path: string])[] = [
      [changed(order, { order_id: 'ANOTHER' }), '/payload/data/order_id'],
      [changed(order, { customer: newCustomer() }), '/payload/data/customer/user_id'],
      [changed(order, { business_unit: 'nowhere' }), '/payload/data/business_unit'],
      [{ ...order, type: 'order.refunded' }, '/payload/type'],
      [changed(order, { currency: undefined }), '/payload/data/currency'],
      ['text', '/payload'],
    ];
    for (const [payload, path] of cases) {
      const answer = await amend(bench, id, payload);
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ path }] } });
    }
    expect(await bench.settled(id)).toMatchObject({ status: 'dead' });
  });

  it('of more than a webhook may hold', async () => {
    const { bench, order, id } = await withDeadOrder();
    const large = changed(order, { description: 'x'.repeat(1024 * 1024) });
    expect(await amend(bench, id, large)).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
    const much = changed(order, { notes: Array.from({ length: 65_001 }, () => 1) });
    expect(await amend(bench, id, much)).toMatchObject({ status: 400, body: { code: 'json_invalid' } });
  });

  it('of an event that is done, and of one that was done before it was replayed', async () => {
    const bench = await start();
    const order = newOrder();
    const { id } = await bench.play('orders', order);
    expect(await amend(bench, id, order)).toMatchObject({ status: 409, body: { code: 'event_done' } });
    await bench.database.database.prisma.event.update({ where: { id }, data: { status: 'dead', doneAt: new Date() } });
    expect(await amend(bench, id, order)).toMatchObject({ status: 409, body: { code: 'event_was_done' } });
  });

  it('of an event that is not there', async () => {
    const bench = await start();
    const unknown = '0198d7a6-3f5e-7000-8000-000000000000';
    expect(await amend(bench, unknown, newOrder())).toMatchObject({ status: 404 });
  });

  it('to the second of two at once; one key has one answer', async () => {
    const { bench, order, id } = await withDeadOrder();
    const payload = changed(order, { currency: 'TWD' });
    const [one, other] = await Promise.all([amend(bench, id, payload), amend(bench, id, payload)]);
    expect([one.status, other.status].sort()).toEqual([202, 409]);
    await settled(bench, id);
    const second = await withDeadOrder();
    const again = changed(second.order, { currency: 'TWD' });
    const answers = await Promise.all([1, 2].map(() => amend(second.bench, second.id, again, 'one-key')));
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  });
});
