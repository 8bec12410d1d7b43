import { TillbridgeError } from '../domain/errors.ts';

/** Why a message is not taken for the shop's. None of them tells a stranger anything about the secrets. */
export type SignatureErrorCode =
  | 'signature_header_missing'
  | 'signature_header_malformed'
  | 'signature_too_old'
  | 'signature_too_new'
  | 'signature_mismatch';

/** The message was not signed by the shop, or not just now. */
export class SignatureError extends TillbridgeError {
  readonly code: SignatureErrorCode;
  readonly errorClass = 'permanent';

  constructor(code: SignatureErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
