import { reasonOf } from '../../database/errors.ts';
import type { ShopCallError } from '../../shops/shop-call-error.ts';
import {
  ShopAnswerUnexpected,
  ShopKeyRejected,
  ShopRecordNotFound,
  ShopRequestRejected,
  ShopUnreachable,
} from '../../shops/woocommerce/api-errors.ts';
import type { Finding, Topic } from '../finding.ts';

/** What was asked of whom. */
export interface AskedOf {
  readonly host: string;
  /** Such as `orders`. */
  readonly what: string;
}

const URL_ADVICE = 'Correct url in SHOPS_FILE: the address of the shop, up to but without /wp-json';
/** How the codes of OpenSSL and of Node for certificates look. */
const CERTIFICATE = /CERT|ALTNAME|UNABLE_TO_(?:GET|VERIFY|DECODE|DECRYPT)|SELF_SIGNED|CRL|CA_/;
const TLS = /^(?:ERR_SSL|ERR_TLS|EPROTO)/;

/** Why a WooCommerce shop did not answer as it should, and what to do. Says nothing of the key. */
export function refusedCall(its: Topic, error: ShopCallError, asked: AskedOf): Finding {
  const { host } = asked;
  if (error instanceof ShopKeyRejected) return refusedKey(its, error, asked);
  if (error instanceof ShopRecordNotFound) {
    const advice = `${URL_ADVICE}; in WordPress, Settings > Permalinks must not be "Plain"`;
    return its.error(`There is no REST API of WooCommerce at ${host} (${error.status})`, advice);
  }
  if (error instanceof ShopAnswerUnexpected) return unexpected(its, error, asked);
  if (error instanceof ShopUnreachable) return unreachable(its, error, asked);
  if (error instanceof ShopRequestRejected) {
    const what = `${host} does not take the question for ${asked.what} (${error.status})`;
    return its.error(what, 'Update WooCommerce: older versions cannot list what was changed');
  }
  if (error.status !== null) {
    const what = `${host} does not answer for now (${error.status})`;
    return its.error(what, 'See the log of the shop; where it limits calls, run the doctor again later');
  }
  return its.error(`${host} gives no whole answer (${causeOf(error)})`, 'See whether the shop is slow or overloaded');
}

function refusedKey(its: Topic, { status }: ShopKeyRejected, { host, what }: AskedOf): Finding {
  if (status === 403) {
    const advice =
      'Let the key be of an administrator or a shop manager; a firewall or a security plug-in answers so as well';
    return its.error(`${host} does not let the consumer key read ${what} (403)`, advice);
  }
  const advice =
    'Compare both parts of the key in SHOPS_FILE with WooCommerce > Settings > Advanced > REST API, where its permission is Read; a web server that drops the Authorization header does the same';
  return its.error(`${host} does not take the consumer key for ${what} (401)`, advice);
}

function unexpected(its: Topic, { status }: ShopAnswerUnexpected, { host }: AskedOf): Finding {
  if (status !== null && status >= 300 && status < 400) {
    const advice = 'Set url in SHOPS_FILE to where it leads: none is followed, since it would carry the key elsewhere';
    return its.error(`${host} answers with a redirect (${status})`, advice);
  }
  const what = `What answers at ${host} is no REST API of WooCommerce`;
  return its.error(
    what,
    `${URL_ADVICE}; a maintenance mode, or a plug-in that prints into answers, looks like this too`,
  );
}

function unreachable(its: Topic, error: ShopUnreachable, { host }: AskedOf): Finding {
  const code = codeOf(error.cause);
  if (CERTIFICATE.test(code)) {
    const advice = 'Renew or complete its certificate; one of your own authority is made known by NODE_EXTRA_CA_CERTS';
    return its.error(`The TLS certificate of ${host} is not accepted (${code})`, advice);
  }
  if (TLS.test(code)) {
    const advice = 'See that its url has the port at which the shop speaks TLS, in a version of today';
    return its.error(`${host} does not speak TLS as it should (${code})`, advice);
  }
  const advice = 'Correct url in SHOPS_FILE, and see that the shop runs and can be reached from here';
  return its.error(`${host} cannot be reached (${causeOf(error)})`, advice);
}

function codeOf(cause: unknown): string {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
}

function causeOf({ cause }: ShopCallError): string {
  return codeOf(cause) || reasonOf(cause);
}
