import { DELIVERY } from '../../src/domain/events/delivery.ts';
import { compareRows, compareSnapshots, type Findings, mergeFindings } from './compare.ts';
import type { SettledEvent } from './inbox-reader.ts';
import type { QuietResult } from './quiet-run.ts';
import type { Message } from './script/message.ts';
import { compareSales } from './shops/sales.ts';
import type { StormResult } from './storm.ts';

/**
 * A registration that meets its lead says how it differs. An update by which an order is paid converts that lead and names the order alone: which
 * of the two comes first is chance, and what stands in the end is the same.
 */
const CONVERTED_MEANWHILE: ReadonlySet<string> = new Set([
  'Leads: converted was changed by the CRM',
  'Leads: status was changed by the CRM',
]);
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Everything in which a storm came out otherwise than the same events in quiet. */
export function judge(messages: readonly Message[], storm: StormResult, quiet: QuietResult): Findings {
  const posted = new Set([...storm.events.map(({ webhookId }) => webhookId), ...storm.acknowledged.keys()]);
  // What WooCommerce has not posted is found by asking.
  const isTold = ({ webhookId, to }: Message) =>
    (typeof to !== 'string' && to.shows !== null ? storm.happened : posted).has(webhookId);
  return mergeFindings([
    compareSnapshots(quiet.snapshot, storm.snapshot),
    compareRows('link', quiet.links, storm.links),
    compareRows('invoice number', [...new Set(storm.numbers)], storm.numbers),
    compareRows('invoice number of the quiet run', [...new Set(quiet.numbers)], quiet.numbers),
    compareSales(messages, isTold, storm.snapshot),
    compareSales(messages, isTold, quiet.snapshot),
    unfinishedDeliveries(storm),
    unfinishedDeliveries(quiet),
    acknowledgedEvents(storm),
    compareEvents(storm, quiet),
  ]);
}

/** Whatever a connected shop has delivered is worked out, however often and in whatever order it came. */
function unfinishedDeliveries({ events }: Pick<StormResult, 'events'>): Findings {
  const open = events.filter(({ type, status }) => type === DELIVERY && status !== 'done');
  const differences = open.map(
    ({ webhookId, status, errorMessage }) => `${webhookId} is ${status}: ${errorMessage ?? 'no error'}`,
  );
  return { duplicates: [], losses: [], differences };
}

/** Every acknowledged webhook must have the event that it was told. */
function acknowledgedEvents({ acknowledged, deleted, events }: StormResult): Findings {
  const ids = new Map(events.map(({ webhookId, id }) => [webhookId, id]));
  const deletedIds = new Set(deleted.map((event) => event.id));
  const losses = [...acknowledged].flatMap(([webhookId, id]) =>
    ids.get(webhookId) === id || deletedIds.has(id)
      ? []
      : [`webhook ${webhookId} was acknowledged as event ${id}, which is not in the inbox`],
  );
  return { duplicates: [], losses, differences: [] };
}

/** Events end as they do in quiet: with the same status, the same error and the same warnings. */
function compareEvents(storm: StormResult, quiet: QuietResult): Findings {
  const expected = new Map(quiet.events.map((event) => [event.webhookId, event]));
  const found = new Set(storm.found.map(({ webhookId }) => webhookId));
  const differences = storm.events.flatMap((event) => {
    // In quiet it is posted.
    if (found.has(event.webhookId)) return [];
    const wanted = expected.get(event.webhookId);
    // A refund whose twin was deleted is not told of it: it finds the same in the CRM, and is done in its own words. What it says
    // otherwise is then what the next one differs from.
    const brief = storm.deleted.some(({ refundId }) => refundId === event.refundId);
    const [is, was] = [ending(event, brief), wanted === undefined ? 'absent' : ending(wanted, brief)];
    return is === was ? [] : [`event of webhook ${event.webhookId} is ${is} instead of ${was}`];
  });
  return { duplicates: [], losses: [], differences };
}

// A warning may name an event, whose id is another one in each run; a retrying step's error is no end.
function ending({ status, errorCode, warnings }: SettledEvent, brief: boolean): string {
  if (brief && errorCode === 'repeat_differs') return 'done';
  const kept = brief ? [] : warnings.filter((warning) => !CONVERTED_MEANWHILE.has(warning));
  const told = kept.map((warning) => warning.replace(UUID, 'id')).sort();
  return [status, ...(errorCode === null ? [] : [errorCode]), ...told].join(', ');
}
