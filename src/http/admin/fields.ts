import Type from 'typebox';
import { readDay, readInstant } from '../../domain/dates.ts';
import { REPLAY_MODES } from '../../domain/events/replay-mode.ts';
import { findUnstorableText } from '../../domain/unstorable-text.ts';

const MAX_LIMIT = 200;
/** How many entries a page has unless the request says otherwise. */
export const PAGE = 50;

const isStorable = (value: string) => findUnstorableText(value).length === 0;

/** An id of ours in an address. Another text is an id that nothing has. */
export const IdParameter = Type.Object({ id: Type.String({ description: 'UUID' }) });

/** A text in an address, by which something is looked for. */
export function addressText(description?: string) {
  return Type.Refine(
    Type.String({ minLength: 1, maxLength: 255, ...(description === undefined ? {} : { description }) }),
    isStorable,
    () => 'Must hold no characters that cannot be stored.',
  );
}

/** Text of a query, and what it means. */
export function queryText(description?: string) {
  return Type.Optional(addressText(description));
}

/** Text of a query that its name explains. */
export const QueryText = queryText();

/** The instant that a query names: an instant, or a day, which begins at 00:00 UTC; null for anything else. */
export function readQueryTime(text: string): Date | null {
  const instant = readInstant(text);
  return instant === null ? readDay(text) : new Date(instant);
}

/** What `readQueryTime` reads. */
export const QueryTime = Type.Optional(
  Type.Refine(
    Type.String({ examples: ['2026-01-05T02:00:00Z', '2026-01-05'] }),
    (value) => readQueryTime(value) !== null,
    () => 'Must be a date-time with an offset that exists, such as "2026-01-05T02:00:00Z", or a date.',
  ),
);

/** How many entries a page may have. */
export const QueryLimit = Type.Optional(
  Type.Refine(
    Type.String({ description: `1 to ${MAX_LIMIT}, ${PAGE} unless given.`, examples: ['50'] }),
    (value) => /^[1-9]\d{0,2}$/.test(value) && Number(value) <= MAX_LIMIT,
    () => `Must be a whole number from 1 to ${MAX_LIMIT}.`,
  ),
);

/** What a person calls something. */
export const Name = Type.Refine(
  Type.String({ maxLength: 255 }),
  (value) => value.trim() !== '' && isStorable(value),
  () => 'Must not be blank, and hold no characters that cannot be stored.',
);

/** How a replayed event goes on. */
export const Mode = Type.Enum([...REPLAY_MODES], {
  description:
    'resume (default) goes on from the first step that is not done; repair tries again what a done event warned of; again looks at everything and makes what is gone.',
});

/** Why something is done, for the audit. */
export const Reason = Type.Refine(
  Type.String({ maxLength: 1_000, description: 'Why, for the audit.' }),
  (value) => value.trim() !== '' && isStorable(value),
  () => 'Must say why, in characters that can be stored.',
);
