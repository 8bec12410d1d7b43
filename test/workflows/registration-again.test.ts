import { describe, expect, it } from 'vitest';
import { leadId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { callsDuring, callsLike, sentAttributes, texts } from '../support/workflows/calls.ts';
import { newCustomer, newOrder, newRegistration } from '../support/workflows/shop-events.ts';

describe('a registration that comes again', () => {
  const bench = useBench();

  it('under the same webhook id is the same event', async () => {
    const registration = newRegistration();
    const calls = await callsDuring(bench, async () => {
      const first = await bench.shop.send('registrations', registration, { id: 'msg_1' });
      const second = await bench.shop.send('registrations', registration, { id: 'msg_1' });
      expect(first.body).toEqual({ event_id: expect.any(String), status: 'accepted' });
      expect(second).toMatchObject({ status: 202, body: { ...Object(first.body), status: 'duplicate' } });
      await bench.settled(Object(first.body).event_id);
    });
    expect(texts(calls)).toEqual(['GET Contacts', 'GET Leads', 'POST Leads']);
  });

  it('under another webhook id changes nothing in the CRM', async () => {
    const registration = newRegistration();
    await bench.play('registrations', registration);
    const before = bench.crm.snapshot();
    const calls = await callsDuring(bench, async () => {
      const again = await bench.play('registrations', registration);
      expect(again).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(calls).toEqual([]);
    expect(bench.crm.snapshot()).toEqual(before);
  });

  it('with other content is an update of what it says differently, on the lead and on the contact', async () => {
    const customer = newCustomer({ title: 'Engineer' });
    await bench.play('registrations', newRegistration(customer));
    await bench.play('orders', newOrder({ customer }));
    bench.crm.edit('Leads', leadId('experience', customer.user_id), { department: 'by hand' });
    const calls = await callsDuring(bench, async () => {
      const again = newRegistration({ ...customer, last_name: 'Changed', title: null, phones: { mobile: '+886 900' } });
      expect(await bench.play('registrations', again)).toMatchObject({ status: 'done', warnings: [] });
    });
    expect(texts(calls)).toEqual(['PATCH Contacts', 'PATCH Leads']);
    for (const module of ['Leads', 'Contacts'])
      expect(sentAttributes(callsLike(calls, `PATCH ${module}`)[0])).toEqual({
        last_name: 'Changed',
        phone_mobile: '+886 900',
      });
  });

  it('with another address gives it to the lead', async () => {
    const customer = newCustomer();
    const lead = leadId('experience', customer.user_id);
    await bench.play('registrations', newRegistration(customer));
    const email = `other-${customer.email}`;
    expect(await bench.play('registrations', newRegistration({ ...customer, email }))).toMatchObject({
      status: 'done',
      warnings: [],
    });
    const [link, ...others] = bench.crm.emailLinks().filter(({ beanId, deleted }) => beanId === lead && !deleted);
    expect([link?.email.address, others]).toEqual([email, []]);
  });

  it('that leaves things out leaves them as they are', async () => {
    const customer = newCustomer();
    await bench.play('registrations', newRegistration(customer));
    const before = bench.crm.snapshot();
    const data = { business_unit: 'experience', customer };
    const calls = await callsDuring(bench, async () => {
      const { type, timestamp } = newRegistration();
      expect(await bench.play('registrations', { type, timestamp, data })).toMatchObject({
        status: 'done',
        warnings: [],
      });
    });
    expect(calls).toEqual([]);
    expect(bench.crm.snapshot()).toEqual(before);
  });

  it('too late, after a newer one, changes nothing and says so', async () => {
    const customer = newCustomer({ title: 'Newer' });
    const at = (timestamp: string, overrides: object) => ({
      ...newRegistration({ ...customer, ...overrides }),
      timestamp,
    });
    await bench.play('registrations', at('2026-03-02T09:00:00Z', {}));
    const calls = await callsDuring(bench, async () => {
      expect(await bench.play('registrations', at('2026-03-01T09:00:00Z', { title: 'Older' }))).toMatchObject({
        status: 'done',
        warnings: [expect.stringContaining(`This update of customer ${customer.user_id} is of 2026-03-01`)],
      });
    });
    expect(calls).toEqual([]);
  });

  it('ten times at once under ten webhook ids makes one lead', async () => {
    const registration = newRegistration({ last_name: 'Often' });
    const events = await Promise.all(Array.from({ length: 10 }, () => bench.play('registrations', registration)));
    expect(events.map((event) => event.status)).toEqual(Array(10).fill('done'));
    expect(bench.crm.records('Leads').filter((row) => row.values.last_name === 'Often')).toHaveLength(1);
  });
});
