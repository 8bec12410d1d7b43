import Type, { type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Fault, faultsOf, type SchemaError } from '../faults.ts';
import { MAX_LINES } from '../order.ts';
import { Instant, object } from './schema/fields.ts';
import { type SentLoss, tidyBy } from './schema/tidy.ts';

/** The CRMs that events may lead to. */
export type CrmName = 'suitecrm' | 'ikcrm';

/** The shop's ids that an event is found by; null where it has none. */
export interface LocalIds {
  readonly userId: string | null;
  readonly orderId: string | null;
  readonly refundId: string | null;
}

/** What an event was understood to be, and what was not taken as it was sent. */
export interface Understood<Event> {
  readonly event: Event;
  readonly warnings: readonly SentLoss[];
}

/** A JSON document as it was judged: what it was understood to be, or everything that is wrong with it. */
export type Judged<Event> = { readonly document: unknown } & (
  | Understood<Event>
  | { readonly faults: readonly Fault[] }
);

/** How documents of one event type are read. */
export interface Reading<Event> {
  /** Of the whole document, for the description of the API. */
  readonly schema: TSchema;
  /** By all rules, as a sender is to hear of it. Takes what `readJson` gives. */
  judge(json: unknown): Judged<Event>;
  /**
   * As it was understood when it was taken in, without the rules that it has passed. Null for a document that this reading has never let
   * through.
   */
  understand(json: unknown): Understood<Event> | null;
}

/** All that is known of one event type. `Event`: what it is once it was read. */
export interface EventType<Event, Name extends string = string, Route extends string = string> {
  /** As it stands in `type`. */
  readonly name: Name;
  /** The last part of the address that takes it. */
  readonly route: Route;
  /** What it tells of, in a word for people: `order`. */
  readonly subject: string;
  /** The CRM that can hold what it leads to. */
  readonly crm: CrmName;
  /**
   * The ways in which documents of this type were read, from the first: an event keeps the one by which it was taken in. The last is
   * today's. A change that gives a document another meaning, or refuses one that was taken, is a new reading at the end.
   */
  readonly readings: readonly [Reading<Event>, ...Reading<Event>[]];
  /** Which of its ids tell that two events are of the same thing; empty where nothing does. */
  readonly twins: readonly (keyof LocalIds)[];
  /** What it belongs together by with others: events that share a key run one after another, in order of arrival. */
  keys(event: Event, crm: CrmName): string[];
  localIds(event: Event): LocalIds;
  /** A whole body, as the guides have it. */
  readonly sample: Readonly<Record<string, unknown>>;
}

/** The reading that new events get. */
export function todaysReading<Event>({ readings }: EventType<Event>): Reading<Event> {
  return readings.at(-1) ?? readings[0];
}

/** How the documents of a schema are read. */
export interface DocumentRules<Document, Event> {
  /** What a schema cannot say of one. */
  readonly faults?: (document: Document) => readonly Fault[];
  /** Takes a document without faults. */
  readonly read: (document: Document) => Event;
  /** What only shows once it was read. */
  readonly misfits?: (event: Event, document: Document) => readonly Fault[];
  /** What of it was not taken as it was sent; `sent`: the whole document, with what no schema names. */
  readonly losses?: (document: Document, event: Event, sent: unknown) => readonly SentLoss[];
}

/** The schema of an event's whole document, from that of its `data`. */
export function envelope<Data extends TSchema>(name: string, data: Data) {
  const typeField = Type.Refine(
    Type.String({ description: `Always "${name}".` }),
    (value) => value === name,
    () => `Must be "${name}" on this route.`,
  );
  return object({ type: typeField, timestamp: Instant, data });
}

/** A reading by a schema and what goes beyond it. */
export function readingOf<Schema extends TSchema, Event>(
  schema: Schema,
  rules: DocumentRules<Static<Schema>, Event>,
): Reading<Event> {
  return readingBy(schema, Compile(schema), rules);
}

function readingBy<Document, Event>(
  schema: TSchema,
  validator: Validator<Document>,
  { faults = () => [], read, misfits = () => [], losses = () => [] }: DocumentRules<Document, Event>,
): Reading<Event> {
  const tidy = tidyBy(schema, MAX_LINES);
  return {
    schema,
    judge(json) {
      const { document, warnings } = tidy(json);
      if (!validator.Check(document)) return { document, faults: faultsOf(validator.Errors(document), document) };
      const wrong = faults(document);
      if (wrong.length > 0) return { document, faults: wrong };
      const event = read(document);
      const unfit = misfits(event, document);
      if (unfit.length > 0) return { document, faults: unfit };
      return { document, event, warnings: [...warnings, ...losses(document, event, json)] };
    },
    understand(json) {
      const { document, warnings } = tidy(json);
      if (!validator.Check(document)) return null;
      const event = read(document);
      return { event, warnings: [...warnings, ...losses(document, event, json)] };
    },
  };
}

interface Validator<Document> {
  Check(value: unknown): value is Document;
  Errors(value: unknown): readonly SchemaError[];
}
