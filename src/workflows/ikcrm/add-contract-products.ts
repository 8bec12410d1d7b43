import { localId } from '../../domain/composite-keys.ts';
import { type ContractProducts, lineMarker, markedRemark } from '../../domain/contract-products.ts';
import { DONE, type WorkflowResult } from '../outcome.ts';
import { addProducts, type IkcrmRun, PRODUCTS_STEP } from './contract-lines.ts';

/**
 * Products were added to a contract: the guide "create contract product assets" adds all lines that the contract does not hold
 * yet in one call. A line that the mapping knows was added before, and stays as it is in the CRM; an event that looks again asks the
 * contract for it.
 */
export async function addContractProducts(run: IkcrmRun, batch: ContractProducts): Promise<WorkflowResult> {
  const lines = batch.lines.map((line) => {
    const marker = lineMarker(batch.batchId, line.lineId);
    return {
      marker,
      localId: localId(batch.contractId, batch.batchId, line.lineId),
      productId: line.productId,
      quantity: line.quantity,
      recommendedUnitPrice: line.recommendedUnitPrice,
      remark: markedRemark(line.remark, marker),
    };
  });
  const linked = await run.links.findMany(
    'contract_line',
    lines.map(({ localId }) => localId),
    run.unit.name,
  );
  const looksAgain = run.runner.mode === 'again' || run.runner.isToRepair(PRODUCTS_STEP);
  const missing = looksAgain ? lines : lines.filter(({ localId }) => !linked.has(localId));
  if (missing.length > 0) await addProducts(run, batch.contractId, missing);
  return DONE;
}
