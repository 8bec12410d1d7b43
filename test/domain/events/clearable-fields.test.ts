import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { clearable } from '../../../src/domain/events/schema/clearable.ts';
import { object } from '../../../src/domain/events/schema/fields.ts';
import { labelObject } from '../../../src/domain/events/schema/label.ts';
import { LabelBoolean, LabelText } from '../../../src/domain/events/schema/label-fields.ts';
import { tidyBy } from '../../../src/domain/events/schema/tidy.ts';

const Schema = object({
  description: clearable(LabelText),
  subscribed: clearable(LabelBoolean),
  address: clearable(labelObject({ city: clearable(LabelText), state: LabelText })),
  plain: LabelText,
});
const tidied = (document: object) => tidyBy(Schema, 10)(document).document;

describe('a field that an update may empty', () => {
  it('is emptied by null and by blank text, and kept as null', () => {
    const document = { description: null, subscribed: ' ', address: { city: '', state: null }, plain: null };
    expect(tidied(document)).toEqual({ description: null, subscribed: null, address: { city: null } });
    expect(tidied({ address: null })).toEqual({ address: null });
  });

  it('stays as it is where it is left out', () => {
    expect(tidied({})).toEqual({});
  });

  it('is not emptied by what cannot be used', () => {
    const { document, warnings } = tidyBy(Schema, 10)({ subscribed: 'perhaps', address: 7 });
    expect(document).toEqual({});
    expect(warnings.map(({ path }) => path)).toEqual(['/subscribed', '/address']);
  });

  it('is read as ever where it says something, and documented as ever', () => {
    expect(tidied({ description: ' new ', subscribed: 'yes' })).toEqual({ description: 'new', subscribed: true });
    expect(Object.keys(Schema.properties.description)).toEqual(Object.keys(LabelText));
    expect(Type.IsOptional(Schema.properties.description)).toBe(true);
  });
});
