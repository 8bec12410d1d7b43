/** A product of the catalogue. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly productNo: string;
  readonly unitPrice: string;
}

/** What a line says, all amounts as decimal text. */
export interface LineValues {
  readonly productId: string;
  readonly quantity: string;
  readonly recommendedUnitPrice: string;
  readonly remark: string;
}

export interface AssetLine extends LineValues {
  readonly id: string;
}

/** A contract: `facts` is all that is shown of it beside its lines. */
export interface StoredContract {
  readonly id: string;
  readonly facts: Readonly<Record<string, unknown>>;
  lines: readonly AssetLine[];
}

/** The records of the simulated CRM, with ids handed out in order. */
export class ContractStore {
  readonly products: ReadonlyMap<string, Product>;
  readonly contracts: ReadonlyMap<string, StoredContract>;
  #nextLine: number;

  constructor(products: readonly Product[], contracts: readonly StoredContract[], nextLine: number) {
    this.products = new Map(products.map((product) => [product.id, product]));
    this.contracts = new Map(contracts.map((contract) => [contract.id, contract]));
    this.#nextLine = nextLine;
  }

  /** Adds lines at the end of a contract. */
  add(contract: StoredContract, lines: readonly LineValues[]): readonly AssetLine[] {
    const added = lines.map((line) => {
      const id = String(this.#nextLine);
      this.#nextLine += 1;
      return { id, ...line };
    });
    contract.lines = [...contract.lines, ...added];
    return added;
  }
}
