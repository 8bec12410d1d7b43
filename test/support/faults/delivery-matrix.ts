import type { FrameFaultAction } from '../../../lab/simulator/frame/fault-actions.ts';
import type { JournaledCall } from '../../../lab/simulator/suitecrm/index.ts';
import { eachOf } from '../../../src/workflows/runner/side-by-side.ts';
import { matrixPart } from '../matrix-part.ts';
import { describeCall } from '../service.ts';
import { DeliveryStage, type Outcome } from './delivery-stage.ts';

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

/** Whose calls are hit, and how: once, or the next one of the same as well. */
export interface DeliveryFaults {
  readonly side: 'crm' | 'shop';
  readonly kinds: Readonly<Record<string, FrameFaultAction>>;
  readonly times: Readonly<Record<string, number>>;
}

/** Each has a service to itself for its time: a call is told by its kind and its number. */
const STAGES = 4;

/** Plays a delivery once quietly, then once for every call it led to on one side and every kind of fault. */
export async function playDeliveryMatrix(
  play: (stage: DeliveryStage) => Promise<Outcome>,
  { side, kinds, times }: DeliveryFaults,
): Promise<DeliveryMatrix> {
  await using started = new AsyncDisposableStack();
  const stages = await Promise.all(Array.from({ length: STAGES }, () => DeliveryStage.open()));
  for (const stage of stages) started.use(stage);
  // What a service asks for once is asked for now.
  const [quiet] = await Promise.all(stages.map(play));
  const [first] = stages;
  if (first === undefined || quiet === undefined) throw new TypeError('There are stages');
  const seen = journalOf(first, side).calls().length;
  await play(first);
  const calls = journalOf(first, side).calls().slice(seen);
  const runs = calls.flatMap((call, index) => {
    const name = describeCall(call);
    const nth = calls.slice(0, index + 1).filter((other) => describeCall(other) === name).length;
    return Object.entries(kinds)
      .filter(([, action]) => canMatter(call, action))
      .flatMap(([kind, action]) =>
        Object.entries(times).map(([often, count]) => ({
          name: `${kind}, ${often}: ${name}, time ${nth}`,
          match: { call: (other: JournaledCall) => describeCall(other) === name, nth, times: count },
          action,
        })),
      );
  });
  const free = [...stages];
  const cells = await eachOf(matrixPart(runs), STAGES, async ({ name, ...fault }) => {
    const stage = free.pop();
    if (stage === undefined) throw new TypeError('No more deliveries are played at once than there are stages');
    const { faults } = side === 'crm' ? stage.bench.crm : stage.woo;
    faults.add(fault);
    const outcome = await play(stage);
    const hit = faults.applied().some((applied) => applied.fault === fault);
    faults.clear();
    free.push(stage);
    return { name, outcome, hit };
  });
  return { calls: calls.map(describeCall), quiet, cells };
}

/** What a look has committed is nothing. */
function canMatter({ method, path }: JournaledCall, action: FrameFaultAction): boolean {
  const isLook = method === 'GET' && path.startsWith('/Api/');
  return !(isLook && 'commit' in action && action.commit === true);
}

function journalOf({ bench, woo }: DeliveryStage, side: DeliveryFaults['side']) {
  return side === 'crm' ? bench.crm.journal : woo.journal;
}
