import { INBOX_TYPES } from '../../../domain/events/delivery.ts';
import { EVENT_STATUSES } from '../../../domain/events/status.ts';
import { type Html, html } from '../html.ts';

const CLASSES = ['transient', 'permanent', 'ambiguous', 'auth'];
/** Filters that are a text, with what people call them. */
const TEXTS: readonly (readonly [name: string, label: string])[] = [
  ['order_id', 'Order'],
  ['user_id', 'Customer (user id)'],
  ['email', 'E-mail address'],
  ['text', 'Text in the payload'],
  ['business_unit', 'Business unit'],
  ['shop', 'Shop'],
  ['refund_id', 'Refund'],
  ['webhook_id', 'Webhook id'],
  ['crm_id', 'CRM id'],
  ['error_code', 'Error code'],
  ['error_step', 'Failed step'],
];
const OFTEN = 4;

/** Every filter of the list of events, filled in with what was asked for. */
export function eventFilterForm(action: string, asked: URLSearchParams): Html {
  const statuses = new Set(asked.getAll('status').flatMap((part) => part.split(',')));
  const rare = [...TEXTS.slice(OFTEN).map(([name]) => name), 'type', 'error_class', 'warned', 'from', 'to', 'order'];
  const open = rare.some((name) => asked.has(name));
  return html`<form method="get" action="${action}" class="filter" role="search">
<fieldset><legend>Status</legend>${EVENT_STATUSES.map(
    (status) =>
      html`<label class="check"><input type="checkbox" name="status" value="${status}" ${statuses.has(status) ? html`checked` : null}> ${status}</label>`,
  )}</fieldset>
<div class="fields">${TEXTS.slice(0, OFTEN).map((field) => textField(field, asked))}</div>
<details ${open ? html`open` : null}><summary>More filters</summary><div class="fields">
${TEXTS.slice(OFTEN).map((field) => textField(field, asked))}
${choice('type', 'Type', INBOX_TYPES, asked)}
${choice('error_class', 'Error class', CLASSES, asked)}
${choice('warned', 'Warnings', ['true', 'false'], asked)}
${textField(['from', 'From (such as 2026-01-05 or 2026-01-05T02:00Z)'], asked)}
${textField(['to', 'Until'], asked)}
${choice('order', 'Order of the list', ['newest', 'oldest'], asked)}
</div></details>
<p class="buttons"><button>Show</button> <a href="${action}">All of them</a></p>
</form>`;
}

function textField([name, label]: readonly [string, string], asked: URLSearchParams): Html {
  const id = `filter-${name}`;
  return html`<div class="field"><label for="${id}">${label}</label><input id="${id}" name="${name}" value="${asked.get(name) ?? ''}"></div>`;
}

function choice(name: string, label: string, values: readonly string[], asked: URLSearchParams): Html {
  const id = `filter-${name}`;
  const chosen = asked.get(name) ?? '';
  // What stands in the address and in no list is shown, so that a refusal of it can be understood.
  const options = chosen === '' || values.includes(chosen) ? values : [...values, chosen];
  return html`<div class="field"><label for="${id}">${label}</label><select id="${id}" name="${name}"><option value="">any</option>${options.map(
    (value) => html`<option ${value === chosen ? html`selected` : null}>${value}</option>`,
  )}</select></div>`;
}
