import type { SuiteCrmUnit } from '../../config/config.ts';
import type { CallContext } from '../../crm/call.ts';
import type { Directory } from '../../crm/suitecrm/directory.ts';
import type { LookAgain } from '../../crm/suitecrm/standing.ts';
import type { SuiteCrm } from '../../crm/suitecrm/types.ts';
import type { Shares } from '../../domain/amounts/shares.ts';
import type { Customer } from '../../domain/customer.ts';
import type { OrderPaid } from '../../domain/events/order-paid.ts';
import type { Warning } from '../../domain/warning.ts';
import type { StoredBody } from '../../inbox/claimed-event.ts';
import type { OrderHistory } from '../../inbox/order-history.ts';
import type { AppliedUpdates, UpdateKey } from '../../links/applied-updates.ts';
import type { InvoiceNumbers, NextNumber, NumberHolder } from '../../links/invoice-numbers.ts';
import type { LinkKind, NewLink } from '../../links/link.ts';
import type { Links } from '../../links/links.ts';
import type { RefundKey, ReturnedLines } from '../../links/returned-lines.ts';
import type { WriteKind } from '../runner/left-behind.ts';
import type { Remains } from '../runner/remains.ts';
import type { Steps } from '../runner/steps.ts';
import type { ToldCustomer } from '../told-customer.ts';
import type { LateRegistration } from '../told-later.ts';

/** How the steps lean on the CRM. */
export interface RunSettings {
  /** ISO 4217 code of the CRM's own currency. */
  readonly baseCurrency: string;
  /** One invoice create at a time, over all replicas: the CRM gives creates side by side one number, which is mended otherwise. */
  readonly serialInvoices: boolean;
  /** Steps of one event in work at once. */
  readonly width: number;
  /** How long a linked record is taken to be still there after it was seen, in milliseconds. */
  readonly linkCheckMs: number;
  /** Whether relations are looked at after they were made: SuiteCRM says 201 to some that it did not store. */
  readonly verifyRelations: boolean;
  /** The pauses before what should stand in the CRM, and is not shown, is looked for again, in milliseconds. */
  readonly lookAgain: LookAgain;
}

/** What makes a step: its journal, the CRM to call and how, and what is remembered of it for a while. */
export interface StepRun {
  readonly runner: Steps;
  readonly crm: SuiteCrm;
  readonly context: CallContext;
  readonly settings: RunSettings;
  readonly directory: Pick<Directory, 'get' | 'remember' | 'forget'>;
}

/** What a step beside knows by the mapping local id → CRM record. */
export interface LinkedRun extends StepRun {
  readonly eventId: string;
  readonly links: Pick<
    Links,
    | 'find'
    | 'findOpenLeads'
    | 'findGivenUpLeads'
    | 'findMany'
    | 'localIdsOf'
    | 'placesOf'
    | 'takenByOthers'
    | 'hasAddress'
    | 'addressesOf'
    | 'wasCreated'
  >;
  /** Whose number is whose. */
  readonly numbers: NumbersOfRun;
  /** Writes links outside a step. */
  readonly link: (links: readonly NewLink[]) => Promise<void>;
  /** Writes down that the CRM has just shown a record. */
  readonly see: (module: string, crmId: string) => Promise<void>;
  /** Writes down by which address a lead is known, where nobody has yet; in lower case, null = none. */
  readonly knowEmail: (module: string, crmId: string, email: string | null) => Promise<void>;
  /** Lets what a record stood for stand for the one that took its place in the CRM; the event says so. */
  readonly mend: (kinds: readonly LinkKind[], gone: string, successor: string, warning: Warning) => Promise<void>;
}

/** What makes a record that may stand already, from another event of the same order or refund. */
export interface CreatingRun extends LinkedRun {
  /** What the events of the same order, or of the same refund, that are not done have sent of a record or of all its parts. */
  readonly remains: Remains;
}

/** What provides a record that belongs to many events: for a business unit, and never twice at once. */
export interface SharedRun extends CreatingRun {
  readonly unit: SuiteCrmUnit;
  /** Lets nobody else, in any replica, do what bears the same name meanwhile. `onNext`: told when only one is before it. */
  readonly inTurn: <T>(name: string, work: () => Promise<T>, onNext?: () => void) => Promise<T>;
  /**
   * The same, and begins only when none of the `writes` that was
   * left behind can still be at work in the CRM. Never nest.
   */
  readonly exclusively: <T>(name: string, writes: WriteKind, work: () => Promise<T>) => Promise<T>;
  /** Lets a lead that the event had given up be converted and changed like the rest. */
  readonly takeUpLead: (lead: string) => Promise<void>;
  /** Adds a warning to the event. */
  readonly warn: (warning: Warning) => void;
}

/** What finds and makes a customer's records. */
export interface CustomerRun extends SharedRun {
  /** What was told of a user of the unit at the registration and since. */
  readonly readRegistration: (userId: string) => Promise<ToldCustomer>;
}

/** What registers a customer, whom another event may have made known before. */
export interface RegisteringRun extends CustomerRun, UpdatingRun {
  /** The update that this registration is beside what was told before. `by`: the event that made the customer's lead. */
  readonly asLateRegistration: (customer: Customer, by: string) => Promise<LateRegistration>;
}

/** An order of the past with its figures. */
export interface RecalledOrder extends OrderPaid {
  /** Retention took its payload: figures and ids are all that it says. */
  readonly isRemoved: boolean;
}

/** What knows the orders of the past. */
export interface KnowingRun extends SharedRun {
  readonly history: OrderHistory;
  /** The order of a stored order event with its figures, as they were when it was taken in; null where it cannot be read any more. */
  readonly recallOrder: (stored: StoredBody) => RecalledOrder | null;
}

/** What changes what stands in the CRM already, by what the shop tells of it later. */
export interface UpdatingRun extends SharedRun {
  /** The event's place in the order of arrival. */
  readonly seq: bigint;
  readonly updates: UpdatesOfRun;
}

/** The last updates applied, as the run of one event reads and writes them. */
export interface UpdatesOfRun extends Pick<AppliedUpdates, 'find'> {
  readonly apply: (key: UpdateKey, updatedAt: string) => Promise<void>;
}

/** What takes back what was sold. */
export interface ReturnRun extends KnowingRun, UpdatingRun {
  readonly returnedLines: ReturnsOfRun;
}

/** The numbers of invoices as the run of one event claims them. */
export interface NumbersOfRun extends Pick<InvoiceNumbers, 'pending' | 'bearers'> {
  readonly claim: (number: string, invoice: string) => Promise<NumberHolder>;
  readonly claimNext: (next: NextNumber) => Promise<string>;
  readonly prove: (number: string, invoice: string) => Promise<void>;
  readonly release: (invoice: string) => Promise<void>;
}

/** The ledger of returned lines as the run of one event writes it. */
export interface ReturnsOfRun extends Pick<ReturnedLines, 'read'> {
  readonly reserve: (refund: RefundKey, taken: Shares, before: Shares) => Promise<boolean>;
  readonly settle: (refund: RefundKey, taken: Shares, before: Shares) => Promise<void>;
  readonly release: (refund: RefundKey) => Promise<void>;
}

/** All that the run of one event has at hand: each part of a workflow asks for what it needs of it. */
export interface SuiteCrmRun extends RegisteringRun, ReturnRun {}
