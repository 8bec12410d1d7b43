import { describe, expect, test } from 'vitest';
import type { Envelope } from '../../../src/crm/ikcrm/answers.ts';
import { type IkcrmCall, ikcrmCall, LOGIN } from '../../../src/crm/ikcrm/call.ts';
import { classify } from '../../../src/crm/ikcrm/classify.ts';

const ADD = ikcrmCall({ operation: 'add_products', verb: 'POST', module: 'contracts', id: '104' });
const READ = ikcrmCall({ operation: 'contract', verb: 'GET', module: 'contracts', id: '104' });

function classified(
  call: IkcrmCall,
  status: number,
  envelope: Partial<Envelope> | null,
  contentType = 'application/json',
) {
  const whole = envelope === null ? null : { code: '1', data: null, message: '', error: '', ...envelope };
  return classify(call, { status, contentType, retryAfterMs: null, envelope: whole });
}

describe('a refusal with 200 is classed by its code, its error and its words', () => {
  test.each<[IkcrmCall, Partial<Envelope>, string, string, boolean]>([
    [ADD, { code: '100401', message: '您的账号已在其他地方登录' }, 'session_ended', 'auth', false],
    [ADD, { code: '100402', message: '请重新登录' }, 'session_ended', 'auth', false],
    [ADD, { code: '100000', message: 'device参数错误', error: 'invalid_app_error' }, 'app_rejected', 'auth', false],
    [LOGIN, { message: 'version_code参数错误', error: 'invalid_app_error' }, 'app_rejected', 'auth', false],
    [LOGIN, { message: '账号或密码错误' }, 'credentials_rejected', 'auth', false],
    [LOGIN, { message: '企业不存在' }, 'credentials_rejected', 'auth', false],
    [LOGIN, { message: '出错了' }, 'crm_refused', 'transient', false],
    [LOGIN, { message: '登录过于频繁' }, 'rate_limited', 'transient', false],
    [ADD, { message: '请求过于频繁，请稍后再试' }, 'rate_limited', 'transient', false],
    [ADD, { message: '系统错误，请稍后再试' }, 'crm_refused', 'transient', true],
    [ADD, { message: '系统内部错误' }, 'crm_refused', 'transient', true],
    [ADD, { message: '合同不存在' }, 'record_not_found', 'permanent', true],
    [READ, { error: 'record not found' }, 'record_not_found', 'permanent', false],
    [ADD, { message: '没有权限' }, 'access_denied', 'permanent', true],
    [ADD, { message: '产品数量不能为空' }, 'request_rejected', 'permanent', true],
    [ADD, { code: '777', message: '怪事' }, 'crm_refused', 'transient', true],
    [READ, { code: '777', message: '怪事' }, 'crm_refused', 'transient', false],
  ])('%j %j', (call, envelope, code, errorClass, outcomeUnknown) => {
    expect(classified(call, 200, envelope)).toMatchObject({ code, errorClass, outcomeUnknown, status: 200 });
  });

  test('what nobody knows is tried again slowly', () => {
    const error = classified(ADD, 200, { code: '777', message: '怪事' });
    expect(error).toMatchObject({ retryAfterMs: 60_000, crmCode: '777', detail: '怪事' });
    expect(error.message).toBe(
      'ikcrm POST contracts/104/product_assets: the CRM refused it: 怪事 (777); the contract is read before anything is sent again, slowly.',
    );
  });

  test('the words of a refused login are not repeated', () => {
    const error = classified(LOGIN, 200, { code: '5', message: '13800000000 密码 hunter2 错误' });
    expect(`${error} ${JSON.stringify(error)}`).not.toMatch(/hunter2|138/);
    expect(error.message).toContain('(5); check IKCRM_LOGIN, IKCRM_PASSWORD and IKCRM_CORP_ID');
  });

  test('no words of a refusal repeat what was sent, of a login least of all', () => {
    const body = JSON.stringify({ device: 'open_api', login: '13800000000', password: "hunter's2", corp_id: 'corp' });
    const login = classified({ ...LOGIN, body }, 200, { code: '5', message: '138-0000-0000 hunter&#39;s2 出错了' });
    expect(login).toMatchObject({ code: 'crm_refused', detail: '[removed] [removed] 出错了' });
    const lines = { product_assets: [{ remark: 'for 汪東城 [tillbridge B-77/1]' }] };
    const add = classified({ ...ADD, body: JSON.stringify(lines) }, 200, {
      code: '777',
      message: 'bad remark: FOR \\u6c6a\\u6771\\u57ce [tillbridge B-77/1]',
    });
    expect(add).toMatchObject({ detail: 'bad remark: [removed]]' });
  });
});

describe('other answers', () => {
  test.each<[string, IkcrmCall, number, Partial<Envelope> | null, string, string, boolean]>([
    ['a dead token by status', ADD, 401, null, 'session_ended', 'auth', false],
    ['too many calls by status', ADD, 429, null, 'rate_limited', 'transient', false],
    ['an empty 500', ADD, 500, null, 'server_failure', 'transient', true],
    ['a 500 with an envelope', ADD, 500, { message: '合同不存在' }, 'server_failure', 'transient', true],
    ['a bad gateway to a read', READ, 502, null, 'server_failure', 'transient', false],
    ['a page of a proxy', ADD, 403, null, 'unexpected_answer', 'transient', false],
    ['a 404 of the API', READ, 404, { message: '合同不存在' }, 'record_not_found', 'permanent', false],
    ['a redirect', ADD, 302, null, 'unexpected_answer', 'transient', false],
    ['a success that is no envelope', ADD, 200, null, 'unreadable_answer', 'transient', true],
  ])('%s', (_, call, status, envelope, code, errorClass, outcomeUnknown) => {
    expect(classified(call, status, envelope)).toMatchObject({ code, errorClass, outcomeUnknown, status });
  });
});
