import { ShopCallError } from '../shop-call-error.ts';

/** No connection could be made. */
export class ShopUnreachable extends ShopCallError {
  readonly code = 'shop_unreachable';
  readonly errorClass = 'transient';
}

/** No whole answer within the time limit, or the connection broke. */
export class ShopAnswerLost extends ShopCallError {
  readonly code = 'shop_answer_lost';
  readonly errorClass = 'transient';
}

/** The caller's own signal stopped the call. */
export class ShopCallAborted extends ShopCallError {
  readonly code = 'shop_call_aborted';
  readonly errorClass = 'transient';
}

/** No answer of the API: a redirect, a page of a proxy or of a maintenance mode, what PHP prints, another shape. */
export class ShopAnswerUnexpected extends ShopCallError {
  readonly code = 'shop_answer_unexpected';
  readonly errorClass = 'transient';
}

/** A 5xx, or too many calls. */
export class ShopOverloaded extends ShopCallError {
  readonly code = 'shop_overloaded';
  readonly errorClass = 'transient';
}

/** The shop does not know the consumer key, or the key may not read this. */
export class ShopKeyRejected extends ShopCallError {
  readonly code = 'shop_key_rejected';
  readonly errorClass = 'auth';
}

/** There is no such record, or no REST API at the address. */
export class ShopRecordNotFound extends ShopCallError {
  readonly code = 'shop_record_not_found';
  readonly errorClass = 'permanent';
}

/** The shop does not take the call, such as an older version that does not know how to list what has changed. */
export class ShopRequestRejected extends ShopCallError {
  readonly code = 'shop_request_rejected';
  readonly errorClass = 'permanent';
}

/** A list is longer than any that is taken. */
export class ShopListTooLong extends ShopCallError {
  readonly code = 'shop_list_too_long';
  readonly errorClass = 'permanent';
}
