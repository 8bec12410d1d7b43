import type { FrameFaultAction } from '../../../lab/simulator/frame/fault-actions.ts';
import { faultActions } from '../../../lab/simulator/suitecrm/index.ts';

const JSON_TYPE = { 'Content-Type': 'application/json; charset=UTF-8' };
const HTML = { 'Content-Type': 'text/html; charset=UTF-8' };
const answer = (status: number, body: string, headers: Readonly<Record<string, string>>): FrameFaultAction => ({
  kind: 'answer',
  commit: false,
  ...{ status, body, headers },
});

/** Every way a call to the API of a shop is made to fail, by name, after which it is asked again. */
export const SHOP_FAULTS: Readonly<Record<string, FrameFaultAction>> = {
  'cut before the shop saw it': faultActions.cutBefore,
  'cut instead of its answer': faultActions.cutAfter,
  'reset instead of its answer': faultActions.resetAfter,
  'no answer until the time-out': { kind: 'hang', commit: false },
  'half a body': { kind: 'half-body' },
  '500 with an empty body': faultActions.emptyServerError,
  'a 502 page': faultActions.badGateway,
  '503 with Retry-After': faultActions.unavailable(0),
  '429 with Retry-After': faultActions.tooManyRequests(0),
  'a page with 200': answer(200, '<html><body>Briefly unavailable for scheduled maintenance.</body></html>', HTML),
  'garbage with 200': answer(200, '<br /><b>Warning</b>: Undefined index[{"id":', JSON_TYPE),
  'an object where a list was asked for': answer(200, '{}', JSON_TYPE),
  'a redirect': answer(301, '', { Location: 'https://elsewhere.example.com/' }),
  'a slow answer': { kind: 'slow', ms: 60, commit: 'end' },
};

/** The shop does not know the key. */
export const KEY_REFUSED = answer(401, '{"code":"woocommerce_rest_cannot_view","data":{"status":401}}', JSON_TYPE);
