/** A delivery to try a connected shop out with. */
export interface DeliverySample {
  readonly topic: string;
  /** The ids of `SampleWishes` that somebody may choose. */
  readonly takes: readonly ('orderId' | 'userId')[];
  /** It tells more of an order that was sold as a sample before. */
  readonly tellsOfOrder: boolean;
  /** Its body, as the platform writes it. */
  body(wishes: SampleWishes): object;
}

/** What a sample is to be of. All ids are the platform's own. */
export interface SampleWishes {
  /** What it is about, unless that is named below: the first of a row of `SAMPLE_IDS` that nothing else has. */
  readonly id: number;
  readonly orderId: number | null;
  readonly userId: number | null;
  /** When it happens. */
  readonly at: Date;
  /** ISO 4217. */
  readonly currency: string;
}

/** Ids in a row: an order's own, then those of its parts and of its buyer. */
export const SAMPLE_IDS = 8;
/** Longer than any id that a shop has given out so far, and a safe integer all the same. */
const FIRST = 4_000_000_000_000_000;
const MARKS = 2 ** 48;

/** The first id of a row of its own for each mark, twelve hexadecimal digits. */
export function sampleId(mark: string): number {
  return FIRST + (Number.parseInt(mark, 16) % MARKS) * SAMPLE_IDS;
}

/** Whether an id is one that `sampleId` made: no sample touches what a shop has sold. */
export function isSampleId(id: number): boolean {
  return Number.isSafeInteger(id) && id >= FIRST && id < FIRST + MARKS * SAMPLE_IDS && (id - FIRST) % SAMPLE_IDS === 0;
}
