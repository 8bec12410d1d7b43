import Type from 'typebox';
import Value from 'typebox/value';
import { onTestFinished } from 'vitest';
import { type IkcrmSimulatorOptions, startIkcrmSimulator } from '../../../lab/simulator/ikcrm/index.ts';

const Envelope = Type.Object({
  code: Type.Number(),
  message: Type.Optional(Type.String()),
  error: Type.Optional(Type.String()),
  data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  products: Type.Optional(Type.Unknown()),
});

/** An answer: its status and its envelope; undefined where the body is something else. */
export interface Reply {
  readonly status: number;
  readonly json: Type.Static<typeof Envelope> | undefined;
}

/** A simulator for one test and calls to it, word for word. */
export async function start(options: IkcrmSimulatorOptions = {}) {
  const simulator = await startIkcrmSimulator(options);
  onTestFinished(() => simulator.close());
  const send = async (method: string, path: string, headers: Record<string, string>, body?: string): Promise<Reply> => {
    const response = await fetch(`${simulator.url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: response.status, json: isJson ? Value.Parse(Envelope, JSON.parse(text)) : undefined };
  };
  const logIn = async (over: Record<string, string> = {}) => {
    const { login, password, corpId } = simulator.account;
    const fields = { device: 'open_api', version_code: '9.9.9', login, password, corp_id: corpId, ...over };
    return send('POST', '/api/v2/auth/login', { 'content-type': 'application/json' }, JSON.stringify(fields));
  };
  const token = String((await logIn()).json?.data?.user_token);
  const authorization = `Token token=${token}, device=open_api, version_code=9.9.9`;
  const call = (method: string, path: string, body?: unknown) =>
    send(
      method,
      `/api/v2${path}`,
      { authorization, 'content-type': 'application/json' },
      body === undefined ? undefined : JSON.stringify(body),
    );
  return { simulator, send, logIn, token, call };
}
