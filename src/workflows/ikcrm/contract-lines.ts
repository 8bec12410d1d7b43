import Type from 'typebox';
import type { IkcrmUnit } from '../../config/config.ts';
import type { CallContext } from '../../crm/call.ts';
import type { ContractLine, Ikcrm } from '../../crm/ikcrm/types.ts';
import { bearsMarker } from '../../domain/contract-products.ts';
import { TillbridgeError } from '../../domain/errors.ts';
import { Decimal } from '../../domain/money.ts';
import { isPlainNumber } from '../../domain/plain-number.ts';
import { ofMoney, ofRecord, type Warning } from '../../domain/warning.ts';
import type { LinkKind } from '../../links/link.ts';
import type { Links } from '../../links/links.ts';
import type { Steps } from '../runner/steps.ts';

export const CONTRACTS = 'contracts';
/** The step that adds lines. */
export const PRODUCTS_STEP = 'products';

/** The CRM took lines and does not show them by their marks: whether they stand there only a person can say. */
export class LinesNotShown extends TillbridgeError {
  readonly code = 'lines_not_shown';
  readonly errorClass = 'ambiguous';

  constructor(contractId: string, lines: readonly { readonly marker: string }[]) {
    const marks = lines.map(({ marker }) => marker).join(', ');
    super(
      `Contract ${contractId} does not show ${marks} in the remark of any line after they were added; where the lines stand there, put the marks at the end of their remarks, then replay the event`,
    );
  }
}

/**
 * POST /contracts/:id/product_assets, each line once. ikcrm has no idempotency: when an earlier call may have reached it, or the batch is
 * told so late that it may have been added before the database was restored, the contract is read first and only what it does not hold is
 * sent. What people changed by hand stays. Throws `LinesNotShown` when the contract does not show a line that was added.
 */
export async function addProducts(run: IkcrmRun, contractId: string, lines: readonly MarkedLine[]): Promise<void> {
  const request = lines.map(toSend);
  // The CRM goes on with a call whose client gave up or died, and what it adds late no look would show.
  await run.untilStill(CONTRACTS, contractId);
  const assets = await run.runner.step(
    { key: PRODUCTS_STEP, verb: 'POST', module: CONTRACTS, crmId: contractId, request },
    Type.Record(Type.String(), Type.String()),
    async ({ lookFirst, stood }) => {
      const look =
        lookFirst || lines.some(hadAnotherKey) || (await run.toldLate()) || (await run.leftOpen(CONTRACTS, contractId));
      const before = look ? byMarker(lines, (await run.crm.contract(contractId, run.context)).lines) : NONE;
      const missing = lines.filter(({ marker }) => !before.has(marker));
      // A repair adds no line that is gone.
      const isLeft = missing.length === 0 || (stood && run.runner.mode === 'repair');
      const held = isLeft ? before : await send(run, contractId, lines, missing);
      const added = lines.flatMap((line) => {
        const asset = held.get(line.marker);
        return asset === undefined ? [] : [{ line, asset }];
      });
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
        warnings: [
          ...added.flatMap(({ line, asset }) => describeDifferences(contractId, line, asset)),
          ...lines.filter(({ marker }) => !held.has(marker)).map((line) => goneSince(contractId, line)),
        ],
      };
    },
  );
  await followAssets(run, lines, assets);
}

function goneSince(contractId: string, { marker }: MarkedLine): Warning {
  return ofRecord(
    `Contract ${contractId} shows no line with ${marker} any more; replay the event with mode "again" to add it anew`,
  );
}

/** A line that was added anew stands for what the one before it stood for. */
async function followAssets(
  run: IkcrmRun,
  lines: readonly MarkedLine[],
  assets: Readonly<Record<string, string>>,
): Promise<void> {
  if (run.runner.mode !== 'again') return;
  const localIds = lines.map(({ localId }) => localId);
  const linked = await run.links.findMany('contract_line', localIds, run.unit.name);
  for (const [localId, before] of linked) {
    const asset = assets[localId];
    if (asset === undefined || asset === before) continue;
    const text = `Product asset ${before} is gone from its contract; ${asset} took its place`;
    await run.mend(['contract_line'], before, asset, ofRecord(text));
  }
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

/** A line to add, known in the CRM by the mark in its remark and in the mapping by its local id. */
export interface MarkedLine {
  readonly marker: string;
  readonly localId: string;
  readonly productId: string;
  readonly quantity: Decimal;
  readonly recommendedUnitPrice: Decimal | null;
  readonly remark: string;
}

/** What a contract's line says otherwise than it was sent, as warnings: somebody changed it by hand, or the CRM did not keep it. */
export function describeDifferences(contractId: string, sent: MarkedLine, held: ContractLine): Warning[] {
  const price = sent.recommendedUnitPrice;
  return [
    ...(held.productId === sent.productId ? [] : [ofRecord(difference('product', sent.productId, held.productId))]),
    ...(isSame(held.quantity, sent.quantity)
      ? []
      : [ofMoney(difference('quantity', sent.quantity.toFixed(), held.quantity))]),
    ...(price === null || (held.recommendedUnitPrice !== null && isSame(held.recommendedUnitPrice, price))
      ? []
      : [ofMoney(difference('recommended_unit_price', price.toFixed(), held.recommendedUnitPrice ?? ''))]),
  ].map(({ kind, text }) => ({
    kind,
    text: `Contract ${contractId}, product asset ${held.id}: ${text}; it was left as it is`,
  }));
}

function difference(field: string, sent: string, held: string): string {
  return `${field} was sent as ${sent} and stands as ${held === '' ? 'nothing' : held}`;
}

function isSame(text: string, amount: Decimal): boolean {
  return isPlainNumber(text) && new Decimal(text).equals(amount);
}

/** What an ikcrm workflow has at hand while it runs one event. */
export interface IkcrmRun {
  readonly eventId: string;
  readonly unit: IkcrmUnit;
  readonly runner: Steps;
  readonly crm: Ikcrm;
  readonly context: CallContext;
  readonly links: Pick<Links, 'findMany'>;
  /** Waits until no write to this record that was left behind can still be at work in the CRM. */
  readonly untilStill: (module: string, id: string) => Promise<void>;
  /** Whether another event has sent this CRM a write to this record whose outcome nobody knows. */
  readonly leftOpen: (module: string, id: string) => Promise<boolean>;
  /** Whether the event was told long after it happened, as one is that is sent again. */
  readonly toldLate: () => Promise<boolean>;
  /** Lets what a record stood for stand for the one that took its place; the event says so. */
  readonly mend: (kinds: readonly LinkKind[], gone: string, successor: string, warning: Warning) => Promise<void>;
}
