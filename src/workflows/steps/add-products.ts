import Type from 'typebox';
import type { ContractLine } from '../../crm/ikcrm/types.ts';
import { bearsMarker } from '../../domain/contract-products.ts';
import type { IkcrmRun } from '../ikcrm-run.ts';
import { LinesNotShown } from '../workflow-errors.ts';
import { describeDifferences } from './contract-line-differences.ts';
import type { MarkedLine } from './marked-line.ts';

export const CONTRACTS = 'contracts';

/**
 * POST /contracts/:id/product_assets, each line once. ikcrm has no idempotency: when an earlier call may have reached it, the
 * contract is read first and only what it does not hold is sent. What people changed by hand stays. Throws `LinesNotShown`
 * when the contract does not show a line that was added.
 */
export async function addProducts(run: IkcrmRun, contractId: string, lines: readonly MarkedLine[]): Promise<void> {
  const request = lines.map(toSend);
  // The CRM goes on with a call whose client gave up or died, and what it adds late no look would show.
  await run.untilStill(CONTRACTS, contractId);
  await run.runner.step(
    { key: 'products', verb: 'POST', module: CONTRACTS, crmId: contractId, request },
    Type.Record(Type.String(), Type.String()),
    async ({ lookFirst }) => {
      const look = lookFirst || lines.some(hadAnotherKey) || (await run.leftOpen(CONTRACTS, contractId));
      const before = look ? byMarker(lines, (await run.crm.contract(contractId, run.context)).lines) : NONE;
      const missing = lines.filter(({ marker }) => !before.has(marker));
      const held = missing.length === 0 ? before : await send(run, contractId, lines, missing);
      const added = lines.map((line) => ({ line, asset: defined(held.get(line.marker)) }));
      return {
        output: Object.fromEntries(added.map(({ line, asset }) => [line.localId, asset.id])),
        response: { adopted: before.size, lines: added.map(({ asset }) => asset.id) },
        links: added.map(({ line, asset }) => ({
          kind: 'contract_line' as const,
          businessUnit: run.unit.name,
          localId: line.localId,
          module: 'product_assets',
          crmId: asset.id,
          origin: 'created' as const,
        })),
        warnings: added.flatMap(({ line, asset }) => describeDifferences(contractId, line, asset)),
      };
    },
  );
}

// An earlier version kept ids with these characters under another key: the contract itself tells whether it holds the line.
function hadAnotherKey({ localId }: MarkedLine): boolean {
  return localId.includes('%');
}

type Held = ReadonlyMap<string, ContractLine>;
const NONE: Held = new Map();

async function send(
  run: IkcrmRun,
  contractId: string,
  lines: readonly MarkedLine[],
  missing: readonly MarkedLine[],
): Promise<Held> {
  const contract = await run.crm.addProducts(contractId, missing.map(toSend), run.context);
  const held = byMarker(lines, contract.lines);
  const unseen = lines.filter(({ marker }) => !held.has(marker));
  if (unseen.length > 0) throw new LinesNotShown(contractId, unseen);
  return held;
}

/** The contract's line that bears each mark; the first of several. */
function byMarker(lines: readonly MarkedLine[], held: readonly ContractLine[]): Held {
  const found = new Map<string, ContractLine>();
  for (const { marker } of lines) {
    const line = held.find(({ remark }) => bearsMarker(remark, marker));
    if (line !== undefined) found.set(marker, line);
  }
  return found;
}

function toSend({ productId, quantity, recommendedUnitPrice, remark }: MarkedLine) {
  return {
    productId,
    quantity: quantity.toFixed(),
    recommendedUnitPrice: recommendedUnitPrice?.toFixed() ?? null,
    remark,
  };
}

function defined(line: ContractLine | undefined): ContractLine {
  if (line === undefined) throw new TypeError('Every line is held by now');
  return line;
}
