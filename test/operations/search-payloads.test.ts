import { expect, test } from 'vitest';
import { DELIVERY } from '../../src/domain/events/delivery.ts';
import type { EventFilter } from '../../src/operations/event-filter.ts';
import { listEvents } from '../../src/operations/list-events.ts';
import { ANY_EVENT } from '../support/any-event.ts';
import { newEvent, store } from '../support/events.ts';
import { useTestInbox } from '../support/test-inbox.ts';

const inbox = useTestInbox();

/** Stores an event of each body, named by its webhook id. */
async function storeBodies(bodies: Readonly<Record<string, string | Uint8Array>>, type: string = 'order.paid') {
  const events = Object.entries(bodies).map(([name, body]) =>
    newEvent({ webhookId: name, body: Buffer.from(body), type: type === DELIVERY ? DELIVERY : 'order.paid' }),
  );
  await store(inbox.current, ...events);
}

async function found(filter: Partial<EventFilter>): Promise<string[]> {
  const page = await listEvents(
    inbox.current,
    { ...ANY_EVENT, ...filter },
    { limit: 50, order: 'oldest', after: null },
  );
  expect(page.next).toBeNull();
  return page.events.map(({ webhookId }) => webhookId);
}

test('a text is found in upper and lower case, however JSON spells it', async () => {
  await storeBodies({
    plain: '{"name":"José Äpfel, 汪東城 / <Tee> & \'Kaffee\' 🍵"}',
    escaped: String.raw`{"name":"Jos\u00e9 \u00C4pfel, \u6c6a\u6771\u57CE \/ \u003cTee\u003e \u0026 \u0027Kaffee\u0027 \ud83c\udf75"}`,
    upper: '{"name":"JOSÉ ÄPFEL, 汪東城 / <TEE> & \'KAFFEE\' 🍵"}',
    other: '{"name":"Jose Apfel, 汪 / Tee"}',
  });
  const all = ['plain', 'escaped', 'upper'];
  for (const text of [
    'josé',
    'JOSÉ äpfel',
    'Äpfel, 汪東城 /',
    '東城',
    '<tee>',
    "& 'kaffee'",
    '🍵',
    'é',
    'josé Äpfel, 汪東城 / <tee> &',
  ])
    expect([text, await found({ text })]).toEqual([text, all]);
  expect(await found({ text: 'tee' })).toEqual([...all, 'other']);
  expect(await found({ text: 'josé apfel' })).toEqual([]);
});

test('no character of a text has a meaning of its own', async () => {
  await storeBodies({
    percent: '{"note":"100% of it"}',
    line: '{"note":"a_b"}',
    back: String.raw`{"note":"C:\\new\\table"}`,
    quote: String.raw`{"note":"a 3\" pipe"}`,
    lines: String.raw`{"note":"one\ntwo"}`,
    pattern: '{"note":"(a|b)* [x] ^$ {1,2} .+?"}',
  });
  const cases = {
    '0%': ['percent'],
    '%': ['percent'],
    a_b: ['line'],
    _: ['line'],
    '\\': ['back'],
    'c:\\new\\t': ['back'],
    '3" p': ['quote'],
    'one\ntwo': ['lines'],
    '(A|b)* [x] ^$ {1,2} .+?': ['pattern'],
    'a.b': [],
    '.*': [],
    '\\d': [],
    "'; DROP TABLE events; --": [],
  };
  for (const [text, names] of Object.entries(cases)) expect([text, await found({ text })]).toEqual([text, names]);
});

test('an address is found as a whole value alone', async () => {
  await storeBodies({
    ann: '{"customer":{"email":"Ann.Lee@Example.com"}}',
    spaced: '{"customer":{"email" : " ann.lee@example.com "}}',
    second: '{"customer":{"email":"x@example.com","email2":"ann.lee@example.com"}}',
    longer: '{"customer":{"email":"joann.lee@example.com"}}',
    elsewhere: '{"note":"write to ann.lee@example.com"}',
    dots: '{"customer":{"email":"annxlee@example.com"}}',
  });
  expect(await found({ email: ' ANN.lee@example.com ' })).toEqual(['ann', 'spaced', 'second']);
  expect(await found({ text: 'ann.lee@example.com', email: 'x@example.com' })).toEqual(['second']);
  expect(await found({ email: 'lee@example.com' })).toEqual([]);
  expect(await found({ email: '%' })).toEqual([]);
});

test('deliveries that are no text are searched as well, and make no other one fail', async () => {
  await storeBodies(
    {
      bytes: Buffer.concat([Buffer.from('{"name":"José \\ '), Buffer.from([0xff, 0x00, 0xfe]), Buffer.from('tail"}')]),
      good: String.raw`{"name":"JOS\u00c9 \\ "}`,
    },
    DELIVERY,
  );
  expect(await found({ text: 'josé' })).toEqual(['bytes', 'good']);
  expect(await found({ text: 'tail' })).toEqual(['bytes']);
  await inbox.current.prisma.event.updateMany({ where: { webhookId: 'good' }, data: { status: 'done' } });
  expect(await found({ text: 'josé \\' })).toEqual(['good']);
});
