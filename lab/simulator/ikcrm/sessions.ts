import { randomBytes } from 'node:crypto';
import { invalidApp, sessionEnded, wrongLogin } from './answer.ts';
import { type ApiRequest, textOf } from './request.ts';

/** Who may log in. */
export interface Account {
  readonly login: string;
  readonly password: string;
  readonly corpId: string;
}

const device = 'open_api';

/** The one live session of the account. */
export class AccountSessions {
  readonly account: Account;
  #token: string | null = null;

  constructor(account: Account) {
    this.account = account;
  }

  /** Ends the session, as a login elsewhere does. */
  end(): void {
    this.#token = null;
  }

  /** POST /auth/login: a new session, which ends the one before it. */
  open({ parameters }: ApiRequest): string {
    checkApp(textOf(parameters.device), textOf(parameters.version_code));
    const { login, password, corpId } = this.account;
    const given = [parameters.login, parameters.password, parameters.corp_id].map(textOf);
    if (given[0] !== login || given[1] !== password || given[2] !== corpId) throw wrongLogin();
    this.#token = randomBytes(16).toString('hex');
    return this.#token;
  }

  /** Throws the refusal of a call that has no live session or names a wrong device; the token may be a header or a parameter. */
  check({ headers, parameters }: ApiRequest): void {
    const header = /^Token (.*)$/.exec(headers.authorization ?? '')?.[1];
    const named = header === undefined ? {} : Object.fromEntries(header.split(',').map(pair));
    checkApp(named.device ?? textOf(parameters.device), named.version_code ?? textOf(parameters.version_code));
    const token = named.token ?? textOf(parameters.user_token);
    if (token === undefined || token !== this.#token) throw sessionEnded();
  }
}

function checkApp(given: string | undefined, versionCode: string | undefined): void {
  if (given !== device) throw invalidApp('device');
  if (versionCode === undefined || !/^\d+(\.\d+)*$/.test(versionCode)) throw invalidApp('version_code');
}

function pair(text: string): [string, string] {
  const [name = '', ...value] = text.trim().split('=');
  return [name, value.join('=')];
}
