import type { FrameFaultAction } from '../../../lab/simulator/frame/fault-actions.ts';
import { faultActions } from '../../../lab/simulator/suitecrm/index.ts';
import { eachOf } from '../../../src/workflows/runner/side-by-side.ts';
import { describeCall } from '../service.ts';
import { DeliveryStage, type Outcome } from './delivery-stage.ts';
import { SHOP_FAULTS } from './shop-kinds.ts';

/** How one delivery fared with one fault at one of the calls that it leads to. */
export interface DeliveryCell {
  readonly name: string;
  readonly outcome: Outcome;
  /** The fault was met. */
  readonly hit: boolean;
}

/** A delivery without a fault, the calls that it led to, and every cell beside it. */
export interface DeliveryMatrix {
  readonly calls: readonly string[];
  readonly quiet: Outcome;
  readonly cells: readonly DeliveryCell[];
}

type Play = (stage: DeliveryStage) => Promise<Outcome>;
type Side = 'crm' | 'shop';

/** Each has a service to itself for its time: a call is told by its kind and its number. */
const STAGES = 6;
const TIMES = [
  ['once', 1],
  ['twice', 2],
] as const;
/** How each kind of answer of the CRM is read is shown by the matrix of orders: here an answer is lost, or the call. */
const CRM_KINDS: Readonly<Record<string, FrameFaultAction>> = {
  'cut before the CRM saw it': faultActions.cutBefore,
  'cut after the commit': faultActions.cutAfter,
  'no answer until the time-out, committed': { kind: 'hang', commit: true },
};

/** Plays a delivery once quietly, then once for every call it led to on one side, every kind of fault, and one or two of them. */
export async function playDeliveryMatrix(play: Play, side: Side): Promise<DeliveryMatrix> {
  await using started = new AsyncDisposableStack();
  const stages = await Promise.all(Array.from({ length: STAGES }, () => DeliveryStage.open()));
  for (const stage of stages) started.use(stage);
  const [first] = stages;
  if (first === undefined) throw new TypeError('There is a stage');
  // What the service asks once for many deliveries is asked now.
  for (const stage of stages) await play(stage);
  const seen = journalOf(first, side).calls().length;
  const quiet = await play(first);
  const calls = journalOf(first, side).calls().slice(seen);
  const runs = calls.flatMap((call, index) => {
    const name = describeCall(call);
    const nth = calls.slice(0, index + 1).filter((other) => describeCall(other) === name).length;
    const isLook = call.method === 'GET';
    return Object.entries(side === 'crm' ? CRM_KINDS : SHOP_FAULTS).flatMap(([kind, action]) =>
      isLook && side === 'crm' && 'commit' in action && action.commit === true
        ? []
        : TIMES.slice(0, side === 'crm' ? 1 : 2).map(([often, times]) => ({
            name: `${kind}, ${often}: ${name}, time ${nth}`,
            match: { call: (other: typeof call) => describeCall(other) === name, nth, times },
            action,
          })),
    );
  });
  const free = [...stages];
  const cells = await eachOf(runs, STAGES, async ({ name, match, action }) => {
    const stage = free.pop();
    if (stage === undefined) throw new TypeError('No more deliveries are played at once than there are stages');
    const { faults } = side === 'crm' ? stage.bench.crm : stage.woo;
    const fault = { match, action };
    faults.add(fault);
    const outcome = await play(stage);
    const hit = faults.applied().some((applied) => applied.fault === fault);
    faults.clear();
    free.push(stage);
    return { name, outcome, hit };
  });
  return { calls: calls.map(describeCall), quiet, cells };
}

function journalOf({ bench, woo }: DeliveryStage, side: Side) {
  return side === 'crm' ? bench.crm.journal : woo.journal;
}
