import { describe, expect, it } from 'vitest';
import { useBench } from '../support/service.ts';
import { callsDuring, texts } from '../support/workflows/calls.ts';
import { newCustomer, newRegistration } from '../support/workflows/shop-events.ts';

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

  it('with other content changes nothing either, is dead and names what differs', async () => {
    const customer = newCustomer();
    const first = await bench.play('registrations', newRegistration(customer));
    const before = bench.crm.snapshot();
    const again = await bench.play('registrations', newRegistration({ ...customer, last_name: 'Changed' }));
    expect(again).toMatchObject({
      status: 'dead',
      errorClass: 'ambiguous',
      errorCode: 'repeat_differs',
      errorMessage: expect.stringContaining(
        `sent before as event ${first.id}, which is done, and differs from it: customer lastName.`,
      ),
    });
    expect(bench.crm.snapshot()).toEqual(before);
  });

  it('ten times at once under ten webhook ids makes one lead', async () => {
    const registration = newRegistration({ last_name: 'Often' });
    const events = await Promise.all(Array.from({ length: 10 }, () => bench.play('registrations', registration)));
    expect(events.map((event) => event.status)).toEqual(Array(10).fill('done'));
    expect(bench.crm.records('Leads').filter((row) => row.values.last_name === 'Often')).toHaveLength(1);
  });
});
