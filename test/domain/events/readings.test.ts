import { expect, test } from 'vitest';
import { eventType, SHOP_EVENT_TYPES } from '../../../src/domain/events/event-types.ts';
import { rereadShopEvent } from '../../../src/domain/events/read-shop-event.ts';
import { readJson } from '../../../src/domain/json.ts';

/*
 * Events stand in databases by these readings: what one takes, and what it understands, never changes again. Where a snapshot would
 * change, the event type gets a new reading at its end, and the old one stays.
 */

test.each(SHOP_EVENT_TYPES)('every reading of %s takes what it took', (type) => {
  eventType(type).readings.forEach(({ schema }, index) => {
    expect(schema).toMatchSnapshot(`reading ${index + 1}`);
  });
});

test.each(SHOP_EVENT_TYPES)('what every reading makes of the sample of %s is as it was', (type) => {
  const { readings, sample } = eventType(type);
  const body = Buffer.from(JSON.stringify(sample));
  readings.forEach((_, index) => {
    expect(rereadShopEvent(type, readJson(body), index + 1)).toMatchSnapshot(`reading ${index + 1}`);
  });
});

test('a reading that there is not (yet) reads nothing', () => {
  const body = readJson(Buffer.from(JSON.stringify(eventType('order.paid').sample)));
  expect([0, 2, -1].map((reading) => rereadShopEvent('order.paid', body, reading))).toEqual([null, null, null]);
});
