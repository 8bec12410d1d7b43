import { expect, test } from 'vitest';
import { readCrmStates } from '../../src/operations/crms/crm-states.ts';
import { newEvent, newOrder, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();

test('the backlog of a CRM is that of its business units, without deliveries that are yet to be worked out', async () => {
  const { prisma } = inbox.current;
  const delivery = newEvent({ type: 'shop.delivery', crm: 'shop:main' });
  const [old, running, dead, done, other] = [
    newEvent(),
    newOrder('1'),
    newOrder('2'),
    newEvent(),
    newEvent({ crm: 'ikcrm', businessUnit: 'wholesale' }),
  ];
  await store(inbox.current, delivery, old, running, dead, done, other, newEvent({ businessUnit: 'closed' }));
  const change = (id: string, data: Parameters<typeof prisma.event.update>[0]['data']) =>
    prisma.event.update({ where: { id }, data });
  await change(old.id, { status: 'retrying', receivedAt: new Date(Date.now() - 3_600_000) });
  await change(delivery.id, { receivedAt: new Date(Date.now() - 7_200_000) });
  await change(running.id, { status: 'running' });
  await change(dead.id, { status: 'dead', receivedAt: new Date(0) });
  await change(done.id, { status: 'done', receivedAt: new Date(0) });
  const crms = new Map<string, () => 'up' | 'down'>([
    ['suitecrm', () => 'up'],
    ['ikcrm', () => 'down'],
  ]);
  const units = new Map([
    ['experience', { crm: 'suitecrm' as const }],
    ['wholesale', { crm: 'ikcrm' as const }],
  ]);
  const states = await readCrmStates(prisma, crms, units);
  expect(states).toMatchObject([
    { crm: 'suitecrm', breaker: 'up', pause: null, backlog: { pending: 1, waiting: 0, retrying: 1, dead: 1 } },
    { crm: 'ikcrm', breaker: 'down', pause: null, backlog: { pending: 1, waiting: 0, retrying: 0, dead: 0 } },
  ]);
  expect(states[0]?.backlog.oldestAgeS).toBeGreaterThan(3_599);
  expect(states[0]?.backlog.oldestAgeS).toBeLessThan(3_700);
  expect(states[1]?.backlog.oldestAgeS).toBeLessThan(100);
});
