import type { SimulatedApi } from '../frame/simulated-api.ts';
import type { IkcrmOwnFault } from './faults.ts';
import type { RateWindow } from './rate-window.ts';
import { type ApiRequest, parseRequest, readableParameters } from './request.ts';
import { answerCall, type IkcrmState } from './routes.ts';

/** A request, and whether too many had come before it. */
interface RatedRequest extends ApiRequest {
  readonly overLimit: boolean;
}

/** What the API is served from. */
export interface IkcrmApiParts {
  readonly crm: IkcrmState;
  readonly rate: RateWindow;
  /** Calls in a window; more are refused. */
  readonly limit: number;
}

/** The open API v2 over these contracts, as the frame serves it. Every request counts, read or not. */
export function ikcrmApi({ crm, rate, limit }: IkcrmApiParts): SimulatedApi<RatedRequest, IkcrmOwnFault> {
  return {
    receive(head) {
      const overLimit = rate.arrive(performance.now()) > limit;
      return (body) => ({ ...parseRequest(head, body), overLimit });
    },
    subjectOf: ({ path, parameters }) => ({ path, ...recordIn(path), body: readableParameters(parameters) }),
    prepare: (request) => () => answerCall(request, crm, request.overLimit),
    misbehave(_request, action, work) {
      switch (action.kind) {
        case 'end-session':
          crm.sessions.end();
          return work();
      }
    },
  };
}

/** The kind of records and the record that a path names. */
function recordIn(path: string): { readonly module: string | null; readonly id: string | null } {
  if (path === '/api/v2/auth/login') return { module: 'login', id: null };
  const [module = null, id = null] = /^\/api\/v2\/([^/]+)(?:\/(\d+))?/.exec(path)?.slice(1) ?? [];
  return { module, id };
}
