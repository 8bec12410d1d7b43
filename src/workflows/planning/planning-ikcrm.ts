import type { Contract, Ikcrm, NewContractLine } from '../../crm/ikcrm/types.ts';
import { CONTRACTS } from '../ikcrm/contract-lines.ts';
import type { Json } from '../runner/json.ts';
import type { PlannedCall, PlanningRunner } from './plan.ts';

/** An ikcrm that is never called: it writes down what would be sent. */
export class PlanningIkcrm implements Ikcrm {
  readonly #runner: PlanningRunner;
  readonly #onCall: (call: PlannedCall) => void;

  constructor(runner: PlanningRunner, onCall: (call: PlannedCall) => void) {
    this.#runner = runner;
    this.#onCall = onCall;
  }

  async contract(id: string): Promise<Contract> {
    this.#note('GET', id, null, 'it holds none of the lines');
    return { id, lines: [] };
  }

  async addProducts(contractId: string, lines: readonly NewContractLine[]): Promise<Contract> {
    this.#note(
      'POST',
      contractId,
      lines.map((line) => ({ ...line })),
      null,
    );
    return { id: contractId, lines: lines.map((line, index) => ({ ...line, id: `<line ${index + 1}>` })) };
  }

  #note(verb: string, crmId: string, request: Json, assumed: string | null): void {
    this.#onCall({ step: this.#runner.current?.key ?? '', verb, module: CONTRACTS, crmId, request, assumed });
  }
}
