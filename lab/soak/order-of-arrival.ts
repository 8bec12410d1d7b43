import { DELIVERY } from '../../src/domain/events/delivery.ts';
import type { OrderedMessage } from './quiet-run.ts';
import type { DeletedEvent } from './retention.ts';
import type { Message } from './script/message.ts';
import type { StormResult } from './storm.ts';

type Storm = Pick<StormResult, 'events' | 'deleted' | 'acknowledged' | 'found'>;

/**
 * The messages as the storm's inbox put them in order; one that it lost comes last. A delivery of a connected shop counts from the moment
 * at which what it led to was put into the inbox, since that is what others meet.
 */
export function inOrderOfArrival(messages: readonly Message[], storm: Storm): OrderedMessage[] {
  const byId = new Map([...messages, ...storm.found].map((message) => [message.webhookId, message]));
  const arrived = inTurn([...storm.deleted, ...storm.events]);
  // A key of a Map keeps its first place: that of a webhook whose event was deleted before it came again.
  const keys = new Map(arrived.map((event) => [event.webhookId, event.keys]));
  return [...new Set([...keys.keys(), ...storm.acknowledged.keys()])].flatMap((id) => {
    const message = byId.get(id);
    return message === undefined ? [] : [{ ...message, keys: keys.get(id) ?? [] }];
  });
}

function inTurn(events: readonly DeletedEvent[]): DeletedEvent[] {
  const firstChild = new Map<string, bigint>();
  for (const { parentId, seq } of events) {
    if (parentId !== null && seq < (firstChild.get(parentId) ?? seq + 1n)) firstChild.set(parentId, seq);
  }
  // Deliveries of one order, customer or product run one after another.
  const reached = new Map<string, bigint>();
  return [...events]
    .sort((a, b) => (a.seq < b.seq ? -1 : 1))
    .map((event) => {
      const turns = [firstChild.get(event.id) ?? event.seq, ...event.keys.flatMap((key) => reached.get(key) ?? [])];
      const turn = turns.reduce((latest, seq) => (seq > latest ? seq : latest));
      if (event.type === DELIVERY) for (const key of event.keys) reached.set(key, turn);
      return { event, turn };
    })
    .sort((a, b) => (a.turn === b.turn ? 0 : a.turn < b.turn ? -1 : 1))
    .map(({ event }) => event);
}
