import { describe, expect, it } from 'vitest';
import { faultActions } from '../../lab/simulator/suitecrm/index.ts';
import { leadId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { callsDuring } from '../support/workflows/calls.ts';
import { recordsWith, recordWith } from '../support/workflows/crm-records.ts';
import { replayed } from '../support/workflows/events.ts';
import { newCustomer, newCustomerUpdate, newOrder, newRegistration } from '../support/workflows/shop-events.ts';

const ALWAYS = 1_000;

describe('updates of one customer', () => {
  const bench = useBench({ retry: { maxAttempts: 3, baseMs: 1, maxMs: 20 } });

  const buyer = async () => {
    const customer = newCustomer();
    await bench.play('registrations', newRegistration(customer));
    await bench.play('orders', newOrder({ customer }));
    const { user_id } = customer;
    return {
      user_id,
      lead: () => recordWith(bench.crm, 'Leads', { id: leadId('experience', user_id) }),
      update: (at: string | null, changes: object) =>
        bench.play('customer-updates', newCustomerUpdate({ user_id, ...changes }, at)),
    };
  };

  it('an older one changes nothing and names both instants', async () => {
    const { user_id, lead, update } = await buyer();
    const newer = await update('2026-03-02T17:00:00+08:00', { title: 'New' });
    const calls = await callsDuring(bench, async () => {
      expect(await update('2026-03-02T08:59:59Z', { title: 'Old', description: 'old' })).toMatchObject({
        status: 'done',
        warnings: [
          `This update of customer ${user_id} is of 2026-03-02T08:59:59.000000Z, older than that of 2026-03-02T09:00:00.000000Z (event ${newer.id}), which stands: nothing was changed`,
        ],
      });
    });
    expect(calls).toEqual([]);
    expect(lead().title).toBe('New');
  });

  it('of two of the same instant the later to arrive counts', async () => {
    const { lead, update } = await buyer();
    await update('2026-03-02T09:00:00Z', { title: 'First' });
    expect(await update('2026-03-02T09:00:00Z', { title: 'Second' })).toMatchObject({ status: 'done', warnings: [] });
    expect(lead().title).toBe('Second');
  });

  it('of a guest tell nothing of the person in the warning', async () => {
    const { email } = newCustomer();
    await bench.play('registrations', newRegistration({ user_id: undefined, email }));
    await bench.play('customer-updates', newCustomerUpdate({ email, title: 'New' }, '2026-03-02T09:00:00Z'));
    const old = await bench.play(
      'customer-updates',
      newCustomerUpdate({ email, title: 'Old' }, '2026-03-01T09:00:00Z'),
    );
    expect(old.warnings).toEqual([expect.stringContaining('older than that of')]);
    expect(old.warnings.join()).not.toContain(email);
  });

  it('one that was refused is not applied: an older one comes after it', async () => {
    const { lead, update } = await buyer();
    bench.crm.faults.add({ match: { method: 'PATCH', module: 'Leads' }, action: { kind: 'access-denied' } });
    expect(await update('2026-03-02T09:00:00Z', { title: 'New' })).toMatchObject({ status: 'dead' });
    expect(await update('2026-03-01T09:00:00Z', { title: 'Old' })).toMatchObject({ status: 'done', warnings: [] });
    expect(lead().title).toBe('Old');
  });

  it('one that died half-way does not take back what a newer one told when it is replayed', async () => {
    const { lead, update, user_id } = await buyer();
    const contactTitle = () => recordWith(bench.crm, 'Contacts', { id: lead().contact_id ?? '' }).title;
    bench.crm.faults.add({
      match: { method: 'PATCH', module: 'Contacts', times: ALWAYS },
      action: { kind: 'access-denied' },
    });
    const dead = await update('2026-03-02T09:00:00Z', { title: 'Half' });
    expect(dead).toMatchObject({ status: 'dead', errorClass: 'permanent' });
    bench.crm.faults.clear();
    await update('2026-03-03T09:00:00Z', { title: 'New' });
    expect(await replayed(bench, dead.id)).toMatchObject({
      status: 'done',
      warnings: [expect.stringContaining(`This update of customer ${user_id}`)],
    });
    expect([lead().title, contactTitle()]).toEqual(['New', 'New']);
  });

  it('one that died half-way goes on when it is replayed and nothing newer came', async () => {
    const { lead, update } = await buyer();
    bench.crm.faults.add({
      match: { method: 'PATCH', module: 'Contacts', times: ALWAYS },
      action: { kind: 'access-denied' },
    });
    const dead = await update('2026-03-02T09:00:00Z', { title: 'Half' });
    bench.crm.faults.clear();
    expect(await replayed(bench, dead.id)).toMatchObject({ status: 'done', warnings: [] });
    expect(recordWith(bench.crm, 'Contacts', { id: lead().contact_id ?? '' }).title).toBe('Half');
  });

  it('one whose answer was lost is made again, and does not find itself too late', async () => {
    const { lead, update } = await buyer();
    bench.crm.faults.add({ match: { method: 'PATCH', module: 'Leads' }, action: faultActions.cutAfter });
    expect(await update('2026-03-02T09:00:00Z', { title: 'New' })).toMatchObject({
      status: 'done',
      attempts: 2,
      warnings: [],
    });
    expect(lead().title).toBe('New');
  });

  it('one that registers whom nobody knows goes on with that after a crash', async () => {
    const customer = newCustomer();
    await bench.play('orders', newOrder({ customer: { ...customer, user_id: undefined } }));
    const other = newCustomer({ email: customer.email });
    // The address is known, so that the user is: as a contact, and no lead is made.
    await bench.play('customer-updates', newCustomerUpdate(other, '2026-03-02T09:00:00Z'));
    expect(recordsWith(bench.crm, 'Leads', { id: leadId('experience', other.user_id) })).toEqual([]);
    const unknown = newCustomer();
    bench.crm.faults.add({ match: { method: 'GET', module: 'Contacts' }, action: faultActions.cutBefore });
    expect(await bench.play('customer-updates', newCustomerUpdate(unknown))).toMatchObject({
      status: 'done',
      attempts: 2,
      warnings: [],
    });
    expect(recordsWith(bench.crm, 'Leads', { id: leadId('experience', unknown.user_id) })).toHaveLength(1);
  });

  it('all at once run one after another', async () => {
    const { lead, update } = await buyer();
    const titles = ['a', 'b', 'c', 'd', 'e', 'f'];
    const events = await Promise.all(
      titles.map((title, index) => update(`2026-03-0${index + 1}T09:00:00Z`, { title })),
    );
    expect(events.map(({ status }) => status)).toEqual(titles.map(() => 'done'));
    expect(lead().title).toBe('f');
  });
});
