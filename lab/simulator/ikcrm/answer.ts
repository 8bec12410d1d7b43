import type { Answer } from '../frame/answer.ts';

/** A call that the CRM refuses: HTTP 200 with a code that is not 0. */
export class Refusal extends Error {
  readonly code: number;
  readonly error: string;

  constructor(code: number, message: string, error: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.error = error;
  }
}

const headers = { 'Content-Type': 'application/json; charset=utf-8' };

/** A call that the CRM takes: code 0. `beside` stands next to `data`. */
export function acceptance(data: unknown, beside: Readonly<Record<string, unknown>> = {}): Answer {
  return { status: 200, headers, body: JSON.stringify({ code: 0, data, ...beside }) };
}

/** The answer to a call that the CRM refuses. */
export function refusal({ code, message, error }: Refusal): Answer {
  return { status: 200, headers, body: JSON.stringify({ code, message, error }) };
}

// The codes of the guide (100000) and of public clients (100401); those from 100900 on are made up, as are all other messages.
export const invalidApp = (parameter: string): Refusal =>
  new Refusal(100000, `${parameter}参数错误`, 'invalid_app_error');
export const sessionEnded = (): Refusal =>
  new Refusal(100401, '您的账号已在其他地方登录，请重新登录', 'authentication_error');
export const wrongLogin = (): Refusal => new Refusal(100901, '账号或密码错误', 'login_error');
export const tooManyCalls = (): Refusal => new Refusal(100902, '请求过于频繁，请稍后再试', 'rate_limit_error');
export const unknownRecord = (what: string): Refusal => new Refusal(100903, `${what}不存在`, 'record_not_found');
export const invalid = (message: string): Refusal => new Refusal(100904, message, 'validation_error');
export const unknownRoute = (): Refusal => new Refusal(100905, '接口不存在', 'route_not_found');
