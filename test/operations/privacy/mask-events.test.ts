import { expect, it } from 'vitest';
import { sql } from '../../../src/database/client.ts';
import { AddressMask } from '../../../src/domain/addresses-in-text.ts';
import { settleDone } from '../../../src/inbox/settle.ts';
import { maskEvents } from '../../../src/operations/privacy/redact-events.ts';
import { storeAndClaim } from '../../support/events.ts';
import { useTestInbox } from '../../support/test-inbox.ts';

const inbox = useTestInbox();

it('a step of a release that kept no warnings of its own is masked, and still says that it kept none', async () => {
  const event = await storeAndClaim(inbox.current);
  const { prisma } = inbox.current;
  const request = { email1: 'ada@example.com' };
  await prisma.step.create({ data: { eventId: event.id, key: 'contact', verb: 'POST', module: 'Contacts', request } });
  await settleDone(inbox.current, event, []);
  await maskEvents(inbox.current, [event.id], new AddressMask(['ada@example.com']));
  expect(
    await prisma.$queryRaw(sql`
      SELECT request, warnings IS NULL AS "keptNone" FROM steps WHERE event_id = ${event.id}::uuid`),
  ).toEqual([{ request: { email1: '[erased]' }, keptNone: true }]);
});
