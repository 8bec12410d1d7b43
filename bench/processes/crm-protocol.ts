import Type, { type Static } from 'typebox';

/** What a simulated CRM in a process of its own is asked for. */
export const QuestionSchema = Type.Object({
  id: Type.Integer(),
  ask: Type.Union([
    /** Calls get no answer from now on, until they are let go. */
    Type.Object({ do: Type.Literal('hold') }),
    /** Every call takes this long from now on, those that were held too, counted from now. */
    Type.Object({ do: Type.Literal('answer'), afterMs: Type.Number() }),
    /** Forgets the calls so far. */
    Type.Object({ do: Type.Literal('forget') }),
    Type.Object({ do: Type.Literal('tell calls') }),
    Type.Object({ do: Type.Literal('tell invoice numbers') }),
  ]),
});
export type Ask = Static<typeof QuestionSchema>['ask'];

/** What the process says once it listens. */
export const ListeningSchema = Type.Object({
  url: Type.String(),
  clientId: Type.String(),
  clientSecret: Type.String(),
});

export const AnswerSchema = Type.Object({ id: Type.Integer(), answer: Type.Unknown() });

/** One call of the service to the CRM. */
export const CallsSchema = Type.Array(
  Type.Object({
    method: Type.String(),
    module: Type.Union([Type.String(), Type.Null()]),
    path: Type.String(),
    requestId: Type.Union([Type.String(), Type.Null()]),
    /** Milliseconds of the machine's monotonic clock, as `systemMs` tells them. */
    startedAt: Type.Number(),
    finishedAt: Type.Union([Type.Number(), Type.Null()]),
  }),
);
export type SeenCall = Static<typeof CallsSchema>[number];

export const NumbersSchema = Type.Array(Type.String());

/** Milliseconds of the machine's monotonic clock, which all of its processes share. */
export function systemMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
