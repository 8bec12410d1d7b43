import Type from 'typebox';
import { BASE_CURRENCY, type CrmCurrency, CURRENCIES, isConversionRate } from '../../crm/suitecrm/currencies.ts';
import { findStanding } from '../../crm/suitecrm/standing.ts';
import { Decimal } from '../../domain/money.ts';
import type { SuiteCrmRun } from '../run.ts';
import { UnknownInCrm, UnreadableInvoice } from '../workflow-errors.ts';

/** A currency with the ISO code by which its smallest coin is known. */
export interface NamedCurrency extends CrmCurrency {
  readonly code: string;
}

const Found = Type.Object({ conversionRate: Type.String(), code: Type.String() });

/**
 * The currency of an invoice in the CRM, by id; the CRM's own (no id, or -99) without a call. Throws `UnknownInCrm`, and
 * `UnreadableInvoice` where its rate is nothing to divide by.
 */
export async function readCurrency(run: SuiteCrmRun, id: string, invoice: string): Promise<NamedCurrency> {
  if (id === '' || id === BASE_CURRENCY.id) return { ...BASE_CURRENCY, code: run.settings.baseCurrency };
  const found = await run.runner.step(
    { key: 'original currency', verb: 'GET', module: CURRENCIES, crmId: id },
    Found,
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
