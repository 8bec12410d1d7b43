import type { IkcrmFaultAction, IkcrmSimulator } from '../../../lab/simulator/ikcrm/index.ts';
import type { JournaledCall } from '../../../lab/simulator/suitecrm/index.ts';
import { lineMarker, markedRemark } from '../../../src/domain/contract-products.ts';
import { sampleContractProducts } from '../../../src/domain/events/samples.ts';
import { replay } from '../../../src/inbox/replay.ts';
import type { Bench, SettledEvent } from '../service.ts';

/** A line of the batches, by its place from 1; no two are alike. */
function lineOf(place: number) {
  const [product_id, quantity, recommended_unit_price] = LINES[(place - 1) % LINES.length] ?? LINES[0];
  return { line_id: `${place}`, product_id, quantity, recommended_unit_price, remark: `line ${place}` };
}

const LINES = [
  [511521, '2', '3.5'],
  [511522, '0.25', '128.5'],
  [511523, '12', '60'],
] as const;

const BATCH = 'B-1';

/** One batch of a contract of its own, in a service and a CRM that it shares with others. */
export class Stage {
  readonly ikcrm: IkcrmSimulator;
  readonly #bench: Bench;
  readonly #contractId: string;
  #eventId = '';

  constructor(bench: Bench, ikcrm: IkcrmSimulator, contractId: string) {
    this.#bench = bench;
    this.ikcrm = ikcrm;
    this.#contractId = contractId;
  }

  /** Whether a call names this stage's contract. */
  owns({ module, id }: JournaledCall): boolean {
    return module === 'contracts' && id === this.#contractId;
  }

  /** Sends a batch of so many lines and waits for its event. */
  async play(lines: number): Promise<SettledEvent> {
    const products = Array.from({ length: lines }, (_, index) => lineOf(index + 1));
    const sample = sampleContractProducts({ batch_id: BATCH, contract_id: Number(this.#contractId), products });
    // Told when it happens: one that comes late is looked for first.
    const body = { ...sample, timestamp: new Date().toISOString() };
    const event = await this.#bench.play('contract-products', body);
    this.#eventId = event.id;
    return event;
  }

  /** Replays the event of the batch, as a person does, and waits for it. */
  async replay(): Promise<SettledEvent> {
    const result = await replay(this.#bench.database.database, this.#eventId);
    if (result !== 'replayed') throw new Error(`The event cannot be replayed: it is ${result}`);
    this.#bench.service.wake();
    return await this.#bench.settled(this.#eventId);
  }

  /** Lets the next add to the contract go wrong. */
  breakAdd(action: IkcrmFaultAction): void {
    this.ikcrm.faults.add({ match: { method: 'POST', call: (call) => this.owns(call) }, action });
  }

  /** Puts one line of the batch into the contract, as a call did of which the service knows nothing. */
  addUnseen(place: number): void {
    const { line_id, product_id, quantity, recommended_unit_price, remark } = lineOf(place);
    this.ikcrm.add(this.#contractId, {
      productId: `${product_id}`,
      quantity,
      recommendedUnitPrice: recommended_unit_price,
      remark: markedRemark(remark, lineMarker(BATCH, line_id)),
    });
  }

  /** Nobody is logged in, and the service knows it. */
  async logOut(): Promise<void> {
    this.ikcrm.endSession();
    await this.#bench.database.database.prisma.sealedSession.deleteMany();
  }

  /** What the contract's lines say, in the order of their marks, each with what the mapping calls it. */
  async portrait(): Promise<unknown[]> {
    const { prisma } = this.#bench.database.database;
    const links = await prisma.link.findMany({ where: { localId: { startsWith: `${this.#contractId}/` } } });
    const rows = this.ikcrm.lines(this.#contractId).map(({ id, ...values }) => ({
      ...values,
      links: links.filter(({ crmId }) => crmId === id).map(({ localId }) => localId.replace(this.#contractId, ':id')),
    }));
    return rows.sort((a, b) => (a.remark < b.remark ? -1 : 1));
  }
}
