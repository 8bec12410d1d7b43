import { expect, test } from 'vitest';
import { AddressMask, withoutAddresses } from '../../src/domain/addresses-in-text.ts';
import { DELIVERY } from '../../src/domain/events/delivery.ts';
import {
  erasedBody,
  isErased,
  isRemoved,
  namedInRemoved,
  OF_NOBODY,
  removedBody,
} from '../../src/domain/events/erased-body.ts';
import { eventType, SHOP_EVENT_TYPES } from '../../src/domain/events/event-types.ts';
import { rereadShopEvent } from '../../src/domain/events/read-shop-event.ts';
import { readJson } from '../../src/domain/json.ts';

const erase = (type: string, body: unknown) => readJson(erasedBody(type, Buffer.from(JSON.stringify(body))));

const OF_PEOPLE = SHOP_EVENT_TYPES.filter((type) => !OF_NOBODY.includes(type));

test.each(OF_PEOPLE)('an erased %s is read by every reading that has taken it in', (type) => {
  const { readings, sample } = eventType(type);
  for (const reading of readings.keys()) {
    const erased = erase(type, sample);
    expect(isErased(erased)).toBe(true);
    expect(rereadShopEvent(type, erased, reading + 1)).not.toBeNull();
  }
});

test.each(OF_PEOPLE)(
  'a removed %s is read by every reading that has taken it in, and is erased by an erasure',
  (type) => {
    const { readings, sample } = eventType(type);
    const removed = removedBody(type, Buffer.from(JSON.stringify(sample)));
    for (const reading of readings.keys()) expect(rereadShopEvent(type, readJson(removed), reading + 1)).not.toBeNull();
    expect([isErased(readJson(removed)), isRemoved(readJson(removed))]).toEqual([true, true]);
    expect(removedBody(type, removed)).toEqual(removed);
    const erased = erasedBody(type, removed);
    expect(isRemoved(readJson(erased))).toBe(false);
    expect(removedBody(type, erased)).toEqual(erased);
  },
);

test('of a removed registration ids stay and what the customer allows, and of what nobody asks for nothing does', () => {
  const customer = {
    user_id: 'U1',
    email: 'ada@example.com',
    last_name: 'Lovelace',
    email_opt_out: true,
    do_not_call: false,
    consent: { lawful_basis: ['consent'], source: 'website', reviewed_on: '2020-10-06', note: 'for Ada' },
  };
  const body = { type: 'customer.registered', timestamp: 't', data: { business_unit: 'experience', customer } };
  expect(readJson(removedBody('customer.registered', Buffer.from(JSON.stringify(body))))).toEqual({
    type: 'customer.registered',
    timestamp: 't',
    data: {
      business_unit: 'experience',
      customer: {
        user_id: 'U1',
        email_opt_out: true,
        do_not_call: false,
        consent: { lawful_basis: ['consent'], source: 'website', reviewed_on: '2020-10-06' },
      },
    },
    '~redacted': true,
    '~removed': true,
  });
  for (const type of [DELIVERY, ...OF_NOBODY])
    expect(readJson(removedBody(type, Buffer.from(JSON.stringify(body))))).toEqual({ '~redacted': true });
});

test('which fields were told of a customer is known of a removed body, and of no other', () => {
  const { sample } = eventType('customer.updated');
  const body = Buffer.from(JSON.stringify(sample));
  const removed = removedBody('customer.updated', body, ['title', 'phones home']);
  expect(namedInRemoved(readJson(removed))).toEqual(['title', 'phones home']);
  expect(namedInRemoved(readJson(removedBody('customer.updated', removed)))).toEqual(['title', 'phones home']);
  expect(namedInRemoved(readJson(erasedBody('customer.updated', removed)))).toEqual([]);
  expect(namedInRemoved({ ...sample, '~named': ['title'] })).toEqual([]);
});

test('what a shop sends beside what we know goes, whatever it is called and wherever it stands', () => {
  const lines = [
    {
      line_id: '1',
      sku: 'S',
      quantity: '1',
      list_price: '5',
      note: 'for Ada',
      name: 'Voucher for ada@example.com',
      '~redacted': 'x',
    },
  ];
  const data = {
    business_unit: 'experience',
    order_id: 'O1',
    name: 'Ada',
    city: 'London',
    contact: { name: 'Ada' },
    lines,
  };
  expect(erase('order.paid', { type: 'order.paid', timestamp: 't', who: 'Ada', data })).toEqual({
    type: 'order.paid',
    timestamp: 't',
    '~redacted': true,
    data: {
      business_unit: 'experience',
      order_id: 'O1',
      lines: [{ line_id: '1', sku: 'S', quantity: '1', list_price: '5', name: 'Voucher for [erased]' }],
    },
  });
});

test('amounts are kept as they were written, and to erase twice is to erase once', () => {
  const text =
    '{"type":"order.refunded","data":{"order_id":"O1","amount":1.10000000000000000001,"shipping":{"amount":2.50,"note":"x"}}}';
  const once = erasedBody('order.refunded', Buffer.from(text));
  expect(Buffer.from(once).toString()).toContain('"amount":1.10000000000000000001,"shipping":{"amount":2.50}');
  expect(erasedBody('order.refunded', once)).toEqual(once);
});

test.each(OF_NOBODY)('what tells of no person stays as it is: %s', (type) => {
  const body = Buffer.from('{"type":"x","data":{"description":"red"}}');
  expect(erasedBody(type, body)).toEqual(body);
});

test('a delivery, and what is no JSON, goes whole', () => {
  expect(erase(DELIVERY, { id: 1, email: 'ada@example.com' })).toEqual({ '~redacted': true });
  expect(readJson(erasedBody('order.paid', Buffer.from('ada@example.com')))).toEqual({ '~redacted': true });
});

test('a sender’s own members do not make an event an erased one', () => {
  for (const value of [{}, { redacted: true }, { '~redacted': 'true' }, [], null, 'x'])
    expect(isErased(value)).toBe(false);
});

test('an address is taken out in any letter case, and not out of a longer one', () => {
  const mask = new AddressMask(['ada@example.com', 'o"brien+1@example.com', 'érica@example.com']);
  for (const [text, masked] of [
    ['ada@example.com', '[erased]'],
    ['<ADA@Example.com>, and', '<[erased]>, and'],
    ['mail ada@example.com.', 'mail [erased].'],
    ['a line\\nada@example.com', 'a line\\n[erased]'],
    ['ada@example.com.tw', 'ada@example.com.tw'],
    ['not.ada@example.com', 'not.ada@example.com'],
    ['xada@example.com', 'xada@example.com'],
    ['ada@example.community', 'ada@example.community'],
    ['o"brien+1@example.com', '[erased]'],
    ['ÉRICA@example.com', '[erased]'],
  ])
    expect(mask.text(text ?? '')).toBe(masked);
  expect(mask.json({ a: ['ada@example.com', 1, null], b: { c: 'x' } })).toEqual({
    a: ['[erased]', 1, null],
    b: { c: 'x' },
  });
});

test('whatever looks like an address is taken out of a text, in time that grows with it', () => {
  expect(withoutAddresses('ask "Ada" <ada@example.com> or @ada, a@b')).toBe('ask "Ada" <[erased]> or @ada, [erased]');
  const began = process.cpuUsage();
  withoutAddresses('a'.repeat(2_000_000));
  withoutAddresses('a@'.repeat(1_000_000));
  expect(process.cpuUsage(began).user).toBeLessThan(2_000_000);
});
