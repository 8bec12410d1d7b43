import type { Option } from 'commander';
import { ERROR_CLASSES } from '../../domain/errors.ts';
import { INBOX_TYPES } from '../../domain/events/delivery.ts';
import { EVENT_STATUSES } from '../../domain/events/status.ts';
import { WrongUsage } from '../errors.ts';
import { type Invocation, listOption, valueOption } from '../invocation.ts';
import { readWhen } from '../output/time.ts';

/** Which events are meant. */
export const FILTER_OPTIONS: readonly Option[] = [
  listOption('status', 'STATUS,…', `one or several: ${EVENT_STATUSES.join(', ')}`),
  listOption('type', 'TYPE,…', `one or several: ${INBOX_TYPES.join(', ')}`),
  valueOption('business-unit', 'NAME', 'of this business unit'),
  valueOption('user-id', 'ID', "of this customer, by the shop's id"),
  valueOption('order-id', 'ID', "of this order, by the shop's id"),
  valueOption('refund-id', 'ID', "of this refund, by the shop's id"),
  valueOption('webhook-id', 'ID', 'that this webhook brought'),
  valueOption('crm-id', 'ID', 'that made or touched this record of the CRM'),
  valueOption('email', 'ADDRESS', 'whose payload names this address'),
  valueOption('shop', 'NAME', 'of this connected shop'),
  valueOption('error-class', 'CLASS', `that failed so: ${ERROR_CLASSES.join(', ')}`),
  valueOption('error-code', 'CODE', 'that failed with this code'),
  valueOption('error-step', 'STEP', 'that failed at this step'),
  valueOption('warned', 'true|false', 'that have warnings, or none'),
  valueOption('text', 'TEXT', 'whose payload holds this text'),
  valueOption('from', 'WHEN', 'received at or after: 2026-01-31, 2026-01-31T14:05, or 6h ago (m, h, d)'),
  valueOption('to', 'WHEN', 'received before: the same'),
];

/** The filter of an invocation, by the names of the admin API. */
export function eventFilterOf(invocation: Invocation): Record<string, string | undefined> {
  const { text, terminal } = invocation;
  const now = terminal.now();
  return {
    status: readWords(invocation, 'status', EVENT_STATUSES),
    type: readWords(invocation, 'type', INBOX_TYPES),
    business_unit: text('business-unit'),
    user_id: text('user-id'),
    order_id: text('order-id'),
    refund_id: text('refund-id'),
    webhook_id: text('webhook-id'),
    crm_id: text('crm-id'),
    email: text('email'),
    shop: text('shop'),
    error_class: readWord(invocation, 'error-class', ERROR_CLASSES),
    error_code: text('error-code'),
    error_step: text('error-step'),
    warned: readWord(invocation, 'warned', ['true', 'false']),
    text: text('text'),
    from: readWhen('from', text('from'), now),
    to: readWhen('to', text('to'), now),
  };
}

/** One of a few words; undefined where the option is not given. */
export function readWord({ text }: Invocation, name: string, known: readonly string[]): string | undefined {
  const word = text(name);
  if (word === undefined || known.includes(word)) return word;
  throw new WrongUsage(`--${name} must be one of ${known.join(', ')}; not "${word}"`);
}

function readWords({ text }: Invocation, name: string, known: readonly string[]): string | undefined {
  const words = text(name)
    ?.split(',')
    .map((word) => word.trim());
  const unknown = words?.find((word) => !known.includes(word));
  if (unknown === undefined) return words?.join(',');
  throw new WrongUsage(`--${name} must be one of ${known.join(', ')}, or several divided by commas; not "${unknown}"`);
}
