import { describe, expect, test } from 'vitest';
import type { CrmError } from '../../../src/crm/errors.ts';
import { type SuiteCrmCall, suiteCrmCall } from '../../../src/crm/suitecrm/call.ts';
import { classify } from '../../../src/crm/suitecrm/classify.ts';
import { fixture } from '../../support/crm/fixture.ts';

const ID = '5b0f7c4e-7d0a-5c53-9b1f-2c2f7a1e64d3';
const CREATE = suiteCrmCall({ operation: 'create', verb: 'POST', module: 'Leads', id: ID });
const UPDATE = suiteCrmCall({ operation: 'update', verb: 'PATCH', module: 'Leads', id: ID });
const RELATE = suiteCrmCall({ operation: 'relate', verb: 'POST', module: 'Leads', id: ID, relatedModule: 'Contacts' });
const FIND = suiteCrmCall({ operation: 'find', verb: 'GET', module: 'Leads', id: ID });
const SEARCH = suiteCrmCall({ operation: 'search', verb: 'GET', module: 'Contacts', id: null });
const LOGIN = suiteCrmCall({ operation: 'login', verb: 'POST', module: 'access_token', id: null });

const v8 = (detail: string) => ({ errors: { status: 400, title: null, detail } });
const denied = { error: 'access_denied', error_description: 'x', hint: 'Access token has been revoked', message: 'x' };
const unknownError = (message: string) => ({ error: 'unknown_error', error_description: message, message });
const PHP_ERROR: unknown = JSON.parse(fixture('php-error.json'));

function classified(call: SuiteCrmCall, status: number, json: unknown, contentType = 'application/json'): CrmError {
  return classify(call, { status, contentType, retryAfterMs: null, json });
}

describe('a 400 of the V8 API is classed by its sentence', () => {
  test.each<[string, SuiteCrmCall, string, string, boolean]>([
    ['Database failure. Please refer to suitecrm.log for details.', CREATE, 'database_failure', 'transient', true],
    ['Database failure. Please refer to suitecrm.log for details.', RELATE, 'database_failure', 'transient', true],
    ['Database failure. Please refer to suitecrm.log for details.', SEARCH, 'database_failure', 'transient', false],
    [`Bean Leads with id ${ID} is already exist`, CREATE, 'already_exists', 'permanent', false],
    [`Leads module with id ${ID} is not found`, FIND, 'record_not_found', 'permanent', false],
    [`Contacts module with id ${ID} is not found`, RELATE, 'record_not_found', 'permanent', false],
    [`Leads module with id ${ID} is not found`, RELATE, 'record_not_found', 'permanent', false],
    [`Leads module with id ${ID} is not found`, UPDATE, 'record_not_found', 'permanent', false],
    // A CRM that loses its database does not find what the call is not about, or what it is about to make.
    ['Users module with id 1 is not found', FIND, 'database_failure', 'transient', false],
    ['Users module with id 1 is not found', SEARCH, 'database_failure', 'transient', false],
    ['Users module with id 1 is not found', RELATE, 'database_failure', 'transient', true],
    ['Users module with id 1 is not found', UPDATE, 'database_failure', 'transient', true],
    [`Leads module with id ${ID} is not found`, CREATE, 'database_failure', 'transient', true],
    ['Property lead_source_description in Contact module is invalid', CREATE, 'property_rejected', 'permanent', false],
    ['The option "data" with value array is invalid.', CREATE, 'request_rejected', 'permanent', false],
    ['The options "a", "b" do not exist. Defined options are: "data".', CREATE, 'request_rejected', 'permanent', false],
    ['The required option "data" is missing.', CREATE, 'request_rejected', 'permanent', false],
    [
      'The option "id" with value 123 is expected to be of type "string", but is of type "integer".',
      CREATE,
      'request_rejected',
      'permanent',
      false,
    ],
    ['Expected argument of type "string", "array" given', CREATE, 'request_rejected', 'permanent', false],
    ['Filter field nope in AOS_Invoices module is not found', SEARCH, 'request_rejected', 'permanent', false],
    ['Filter operator is is invalid', SEARCH, 'request_rejected', 'permanent', false],
    ['The following field in Lead module is not found: nope', FIND, 'request_rejected', 'permanent', false],
    ['[SuiteCRM] [AccessDeniedException] ', UPDATE, 'access_denied', 'permanent', false],
    [
      'Link field has not found in Lead to determine relationship for jjwg_Markers',
      RELATE,
      'link_not_found',
      'permanent',
      false,
    ],
    ['Cannot load relationship nope for AOS_Invoices module', SEARCH, 'link_not_found', 'permanent', false],
    ['Module leads does not exist', CREATE, 'unknown_module', 'permanent', false],
    ['Module with name Foo is not found', RELATE, 'unknown_module', 'permanent', false],
    ['[Not Allowed]', SEARCH, 'unknown_module', 'permanent', false],
    ['Something new in 7.15', CREATE, 'crm_rejected', 'permanent', false],
  ])('%s, said to %o', (detail, call, code, errorClass, outcomeUnknown) => {
    expect(classified(call, 400, v8(detail))).toMatchObject({ code, errorClass, outcomeUnknown, status: 400 });
  });

  test('also where errors are an array, as JSON:API has them', () => {
    const json = { errors: [{ detail: 'Module Foo does not exist' }] };
    expect(classified(CREATE, 400, json)).toMatchObject({ code: 'unknown_module' });
  });

  test('a 400 that broke off may have been a database failure', () => {
    expect(classified(CREATE, 400, null)).toMatchObject({ code: 'unreadable_answer', outcomeUnknown: true });
  });
});

describe('other answers', () => {
  test.each<[string, SuiteCrmCall, number, string, unknown, string, string, boolean]>([
    ['a revoked token', CREATE, 401, 'application/json', denied, 'token_rejected', 'auth', false],
    ['an empty 500', CREATE, 500, 'text/html', null, 'server_failure', 'transient', true],
    ['an empty 500 to a GET', FIND, 500, 'text/html', null, 'server_failure', 'transient', false],
    ['a PHP error', UPDATE, 500, 'application/json', PHP_ERROR, 'server_failure', 'transient', true],
    ['a bad gateway', CREATE, 502, 'text/html', null, 'server_failure', 'transient', true],
    ['a gateway time-out', RELATE, 504, 'text/html', null, 'server_failure', 'transient', true],
    ['no such page', CREATE, 404, 'text/html', null, 'unexpected_answer', 'transient', false],
    ['no such route', FIND, 404, 'application/json', { message: 'Not found' }, 'unexpected_answer', 'transient', false],
    [
      'no such method',
      CREATE,
      405,
      'application/json',
      { message: 'Method not allowed.' },
      'unexpected_answer',
      'transient',
      false,
    ],
    ['a redirect', CREATE, 301, 'text/html', null, 'unexpected_answer', 'transient', false],
    ['a firewall', CREATE, 403, 'text/html', null, 'unexpected_answer', 'transient', false],
    ['a bad request page', CREATE, 400, 'text/html', null, 'unexpected_answer', 'transient', false],
    ['too many calls', CREATE, 429, 'text/html', null, 'rate_limited', 'transient', false],
    ['a success without JSON', CREATE, 201, 'text/html', null, 'unreadable_answer', 'transient', true],
    ['a found without JSON', FIND, 200, 'text/html', null, 'unreadable_answer', 'transient', false],
  ])('%s', (_, call, status, contentType, json, code, errorClass, outcomeUnknown) => {
    expect(classified(call, status, json, contentType)).toMatchObject({ code, errorClass, outcomeUnknown, status });
  });
});

describe('the token endpoint', () => {
  test.each<[string, number, unknown, string, string]>([
    [
      'a wrong secret',
      401,
      { error: 'invalid_client', message: 'Client authentication failed' },
      'credentials_rejected',
      'auth',
    ],
    [
      'an unknown client',
      500,
      unknownError('OAuth2Clients module with id foo is not found'),
      'credentials_rejected',
      'auth',
    ],
    ['a wrong password', 500, unknownError('The password is invalid: hunter2'), 'credentials_rejected', 'auth'],
    ['an unknown user', 500, unknownError('No user found with this username: tom'), 'credentials_rejected', 'auth'],
    ['a missing parameter', 400, { error: 'invalid_request', message: 'x', hint: 'y' }, 'credentials_rejected', 'auth'],
    [
      'a database failure',
      500,
      unknownError('Database failure. Please refer to suitecrm.log for details.'),
      'server_failure',
      'transient',
    ],
    ['MySQL or the key away', 500, null, 'server_failure', 'transient'],
    ['a bad gateway', 502, null, 'server_failure', 'transient'],
    ['a wrong address', 404, null, 'unexpected_answer', 'transient'],
    ['a bad request of a proxy', 400, null, 'unexpected_answer', 'transient'],
    ['a success without a token', 200, { message: 'x' }, 'unreadable_answer', 'transient'],
  ])('%s', (_, status, json, code, errorClass) => {
    const error = classified(LOGIN, status, json);
    expect(error).toMatchObject({ code, errorClass, outcomeUnknown: false });
    expect(error.message).not.toMatch(/hunter2|tom\b/);
  });
});

describe('a message', () => {
  test('is one sentence with the call, what happened and what to do', () => {
    expect(classified(CREATE, 502, null).message).toBe(
      `SuiteCRM POST Leads/${ID}: the server failed with 502; the record is looked up before anything is sent again.`,
    );
    expect(classified(SEARCH, 400, v8('[SuiteCRM] [AccessDeniedException] ')).message).toBe(
      'SuiteCRM GET Contacts: the API user has no right to it; give its role the right to view and list the module.',
    );
    expect(classified(RELATE, 400, v8(`Contacts module with id ${ID} is not found`)).message).toBe(
      `SuiteCRM POST Leads/${ID}/relationships: the CRM has no such record, or it was deleted: Contacts module with id ${ID} is not found.`,
    );
  });

  test('repeats nothing of what was sent, in the spelling of the CRM neither', () => {
    const body = JSON.stringify({ data: { type: 'Leads', id: ID, attributes: { last_name: "O'Brien" } } });
    const detail = 'Lead o&#039;brien, see module=Leads&last_name=O%27BRIEN';
    for (const status of [400, 500]) {
      const json = status === 400 ? v8(detail) : { error: [{ message: detail }] };
      const error = classified({ ...CREATE, body }, status, json);
      expect(error.detail).toBe('Lead [removed], see module=Leads&last_name=[removed]');
      expect(error.message).not.toMatch(/brien/i);
    }
    const search = classified({ ...SEARCH, sought: ["O'Brien"] }, 400, v8(`Filter ${detail}`));
    expect(search.detail).toContain('Filter Lead [removed]');
  });

  test('holds no address and is cut', () => {
    const error = classified(CREATE, 400, v8(`Tom tom@example.com ${'wide words '.repeat(100)}`));
    expect(error.message).not.toContain('@');
    expect(error.detail?.length).toBeLessThanOrEqual(300);
  });
});
