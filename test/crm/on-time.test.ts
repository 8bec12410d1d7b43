import { expect, test } from 'vitest';
import { announced } from '../../src/crm/call.ts';
import { context, startTestCrm } from '../support/crm/test-crm.ts';
import { unrecorded } from '../support/tracing.ts';

const late = () => new Error('too late');

test('a write is announced before it leaves, and leaves when it does so at once', async () => {
  const told: string[] = [];
  const call = context({ sending: async () => void told.push('sending'), beforeSend: () => told.push('sent') });
  (await announced(call, late, () => 0)).beforeSend();
  expect(told).toEqual(['sending', 'sent']);
});

test('a write whose connection took longer than a second is held back', async () => {
  let now = 0;
  const call = await announced(context(), late, () => now);
  now = 1_001;
  expect(() => call.beforeSend()).toThrow('too late');
});

test('a write that could not leave on time is announced and sent anew; a look never is', async () => {
  let now = 0;
  const announcements: number[] = [];
  let slow = true;
  await using crm = await startTestCrm(
    (call) => call.answer(201, JSON.stringify({ data: { type: 'Lead', id: 'a', attributes: {} } })),
    { clock: () => now },
  );
  const call = context({
    sending: async () => {
      announcements.push(now);
    },
    // Between the announcement and the first byte, as a connection that takes its time.
    origin() {
      if (slow) now += 5_000;
      slow = false;
      return { span: unrecorded().enter(null), headers: {} };
    },
  });
  await crm.client.create('Leads', 'a', { last_name: 'x' }, call);
  expect([announcements.length, crm.calls.length]).toEqual([2, 1]);
  slow = true;
  await crm.client.find('Leads', 'a', call);
  expect([announcements.length, crm.calls.length]).toEqual([2, 2]);
});
