import { SpanKind } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '@opentelemetry/semantic-conventions';
import type { AlertType } from '../../domain/alerts.ts';
import type { CallReport, ShopCallReport } from '../../domain/service-events.ts';
import type { Span } from '../../domain/trace.ts';
import { isUuid } from '../../domain/uuid.ts';
import type { SpanAttributes, SpanFacts } from '../finished-span.ts';
import { codeWord, OURS, URL_TEMPLATE } from './attributes.ts';

/** Where all that the service asks of shops is found. */
const WOO_API = '/wp-json/wc/v3';

const HTTP_PORT = 80;
const HTTPS_PORT = 443;

/** An HTTP call to a CRM. */
export function crmCallSpan(crm: string, call: CallReport, span: Span): SpanFacts {
  const { verb, module, operation } = call;
  const ours = { [OURS.crm]: crm, [OURS.module]: module, [OURS.operation]: operation };
  return callSpan({ method: verb, template: templateOf(call), ours, call, span });
}

/** An HTTP call to the API of a connected shop. */
export function shopCallSpan(shop: string, call: ShopCallReport, span: Span): SpanFacts {
  const template = `${WOO_API}/${call.title.replaceAll('<id>', '{id}')}`;
  return callSpan({ method: 'GET', template, ours: { [OURS.shop]: shop }, call, span });
}

/** A post of an alert. Where it goes may be a secret. */
export function alertSpan(type: AlertType, code: string | null, span: Span): SpanFacts {
  const failure = code === null ? null : codeWord(code);
  return {
    name: 'POST alert',
    kind: SpanKind.CLIENT,
    span,
    isRemote: false,
    attributes: {
      [ATTR_HTTP_REQUEST_METHOD]: 'POST',
      [OURS.alert]: type,
      ...(failure === null ? {} : { [ATTR_ERROR_TYPE]: failure }),
    },
    failure,
  };
}

interface Called {
  readonly method: string;
  readonly template: string;
  /** Attributes of ours. */
  readonly ours: SpanAttributes;
  readonly call: ShopCallReport | CallReport;
  readonly span: Span;
}

function callSpan({ method, template, ours, call, span }: Called): SpanFacts {
  const { origin, status, outcome, errorClass } = call;
  const { hostname, port, protocol } = new URL(origin);
  const failure = outcome === 'ok' ? null : codeWord(outcome);
  return {
    name: `${method} ${template}`,
    kind: SpanKind.CLIENT,
    span,
    isRemote: false,
    attributes: {
      [ATTR_HTTP_REQUEST_METHOD]: method,
      [URL_TEMPLATE]: template,
      [ATTR_SERVER_ADDRESS]: hostname,
      [ATTR_SERVER_PORT]: port === '' ? defaultPortOf(protocol) : Number(port),
      ...ours,
      ...(status === null ? {} : { [ATTR_HTTP_RESPONSE_STATUS_CODE]: status }),
      ...(failure === null ? {} : { [ATTR_ERROR_TYPE]: failure }),
      ...(errorClass === null ? {} : { [OURS.errorClass]: errorClass }),
    },
    failure,
  };
}

function defaultPortOf(protocol: string): number {
  return protocol === 'https:' ? HTTPS_PORT : HTTP_PORT;
}

/** The path without ids: some of them are the shop's own. */
function templateOf({ path, id }: CallReport): string {
  const own = id === null ? null : encodeURIComponent(id);
  return path
    .split('/')
    .map((part) => (part === own || isUuid(part) ? '{id}' : part))
    .join('/');
}
