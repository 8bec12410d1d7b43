import type { Static } from 'typebox';
import Type from 'typebox';
import Value from 'typebox/value';
import {
  activeCurrency,
  BASE_CURRENCY,
  type CrmCurrency,
  CURRENCIES,
  isConversionRate,
} from '../../crm/suitecrm/currencies.ts';
import { findStanding } from '../../crm/suitecrm/standing.ts';
import { Decimal } from '../../domain/money.ts';
import { UnknownInCrm, UnreadableInvoice } from './errors.ts';
import { search } from './record/find-record.ts';
import type { StepRun } from './run.ts';

/** The key of the step that fixes currency and rate for all attempts of an event, and for the refunds of its order. */
const CURRENCY_STEP = 'currency';

const Found = Type.Object({ id: Type.String(), conversionRate: Type.String() });

/**
 * The order's currency (guideline 3.1): the CRM's own without a call, else by its ISO code, else by its name, since the guide's
 * own EUR has no ISO code. Throws `UnknownInCrm` where no active one is found.
 */
export async function provideCurrency(run: StepRun, code: string): Promise<CrmCurrency> {
  if (code === run.settings.baseCurrency) return BASE_CURRENCY;
  // What was remembered goes through the journal as well: every attempt of an event prices by one rate.
  const found = await run.runner.step(
    { key: CURRENCY_STEP, verb: 'GET', module: CURRENCIES, request: { code } },
    Found,
    async () => {
      const known = rememberedCurrency(run, code);
      const currency = known ?? (await findCurrency(run, 'iso4217', code)) ?? (await findCurrency(run, 'name', code));
      if (currency === null) throw new UnknownInCrm(CURRENCIES, `active currency ${code}`);
      run.directory.remember(CURRENCIES, code, currency);
      return { output: currency, crmId: currency.id, response: { remembered: known !== null } };
    },
  );
  return { id: found.id, conversionRate: new Decimal(found.conversionRate) };
}

function rememberedCurrency(run: StepRun, code: string): Static<typeof Found> | null {
  const remembered = run.directory.get(CURRENCIES, code);
  return Value.Check(Found, remembered) ? remembered : null;
}

async function findCurrency(run: StepRun, field: 'iso4217' | 'name', code: string) {
  const { matching } = await search(run, { module: CURRENCIES, filter: { [field]: code }, matches: () => true });
  return activeCurrency(matching);
}

/** A currency with the ISO code by which its smallest coin is known. */
export interface NamedCurrency extends CrmCurrency {
  readonly code: string;
}

const FoundNamed = Type.Object({ conversionRate: Type.String(), code: Type.String() });

/**
 * The currency of an invoice in the CRM, by id; the CRM's own (no id, or -99) without a call. Throws `UnknownInCrm`, and
 * `UnreadableInvoice` where its rate is nothing to divide by.
 */
export async function readCurrency(run: StepRun, id: string, invoice: string): Promise<NamedCurrency> {
  if (id === '' || id === BASE_CURRENCY.id) return { ...BASE_CURRENCY, code: run.settings.baseCurrency };
  const found = await run.runner.step(
    { key: 'original currency', verb: 'GET', module: CURRENCIES, crmId: id },
    FoundNamed,
    async () => {
      const record = await findStanding(run.crm, CURRENCIES, id, run.context, run.settings.lookAgain);
      if (record === null) throw new UnknownInCrm(CURRENCIES, `currency ${id}`);
      const { conversion_rate = '', iso4217 = '', name = '' } = record.attributes;
      if (!isConversionRate(conversion_rate)) {
        throw new UnreadableInvoice(
          invoice,
          `conversion_rate of ${CURRENCIES} ${id} is no plain number greater than 0`,
        );
      }
      return { output: { conversionRate: conversion_rate, code: iso4217 === '' ? name : iso4217 } };
    },
  );
  return { id, code: found.code.toUpperCase(), conversionRate: new Decimal(found.conversionRate) };
}
