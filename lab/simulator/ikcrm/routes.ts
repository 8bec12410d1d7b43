import type { Answer } from '../frame/answer.ts';
import { acceptance, Refusal, refusal, tooManyCalls, unknownRecord, unknownRoute } from './answer.ts';
import { readNewLines } from './new-lines.ts';
import { presentContract, presentLine, presentProduct } from './present.ts';
import { type ApiRequest, textOf } from './request.ts';
import type { AccountSessions } from './sessions.ts';
import type { ContractStore, StoredContract } from './store.ts';

/** What the handlers of one simulated server share. */
export interface IkcrmState {
  store: ContractStore;
  readonly sessions: AccountSessions;
}

type Handler = (request: ApiRequest, crm: IkcrmState, id: string) => Answer;

const routes: readonly (readonly [string, RegExp, Handler])[] = [
  ['GET', /^\/api\/v2\/contracts\/([^/]+)$/, showContract],
  ['POST', /^\/api\/v2\/contracts\/([^/]+)\/product_assets$/, addLines],
  ['GET', /^\/api\/v2\/products\/product_assets$/, listLines],
  ['GET', /^\/api\/v2\/products$/, listProducts],
];
const defaultPage = 20;

/** Answers a call; `overLimit` = there were too many before it. */
export function answerCall(request: ApiRequest, crm: IkcrmState, overLimit: boolean): Answer {
  try {
    if (overLimit) throw tooManyCalls();
    if (request.path === '/api/v2/auth/login' && request.method === 'POST') {
      return acceptance({ user_token: crm.sessions.open(request), user: { id: 254, name: '周星驰' } });
    }
    crm.sessions.check(request);
    for (const [method, pattern, handler] of routes) {
      const match = method === request.method ? pattern.exec(request.path) : null;
      if (match !== null) return handler(request, crm, match[1] ?? '');
    }
    throw unknownRoute();
  } catch (error) {
    if (error instanceof Refusal) return refusal(error);
    throw error;
  }
}

function showContract(_: ApiRequest, { store }: IkcrmState, id: string): Answer {
  const { data, beside } = presentContract(store, contractOf(store, id));
  return acceptance(data, beside);
}

function addLines({ parameters }: ApiRequest, { store }: IkcrmState, id: string): Answer {
  const contract = contractOf(store, id);
  store.add(contract, readNewLines(parameters, store));
  const { data, beside } = presentContract(store, contract);
  return acceptance(data, beside);
}

function listLines({ parameters }: ApiRequest, { store }: IkcrmState): Answer {
  const contract = contractOf(store, textOf(parameters.entity_id) ?? '');
  const { rows, ...paging } = page(parameters, contract.lines);
  return acceptance({ ...paging, product_assets: rows.map((line) => presentLine(store, line)) });
}

function listProducts({ parameters }: ApiRequest, { store }: IkcrmState): Answer {
  const query = textOf(parameters.query) ?? '';
  const found = [...store.products.values()].filter(
    ({ name, productNo }) => name.includes(query) || productNo.includes(query),
  );
  const { rows, ...paging } = page(parameters, found);
  return acceptance({ ...paging, products: rows.map(presentProduct) });
}

function contractOf(store: ContractStore, id: string): StoredContract {
  const contract = store.contracts.get(id);
  if (contract === undefined) throw unknownRecord('合同');
  return contract;
}

function page<T>(parameters: ApiRequest['parameters'], all: readonly T[]) {
  const number = Math.max(1, Number(textOf(parameters.page) ?? 1) || 1);
  const size = Math.max(1, Number(textOf(parameters.per_page) ?? defaultPage) || defaultPage);
  const rows = all.slice((number - 1) * size, number * size);
  return { total_count: all.length, page: number, per_page: size, has_next_page: number * size < all.length, rows };
}
