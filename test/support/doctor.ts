import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import {
  type SimulatorOptions,
  type SuiteCrmSimulator,
  startSuiteCrmSimulator,
} from '../../lab/simulator/suitecrm/index.ts';
import type { Config } from '../../src/config/config.ts';
import { examine } from '../../src/doctor/doctor.ts';
import type { Finding, Severity } from '../../src/doctor/finding.ts';
import { createTestDatabase } from './database.ts';
import { type BenchOptions, benchConfig } from './service.ts';

/** A set-up that is all right: a database with its tables, and a CRM in which one customer bought something. */
export interface Clinic {
  readonly crm: SuiteCrmSimulator;
  readonly config: Config;
}

export const CONTACT = 'c0000000-0000-4000-8000-000000000001';
const INVOICE = 'c0000000-0000-4000-8000-000000000002';
const ADDRESS = 'somebody.private@example.com';

/** Everything is closed with the test. */
export async function openClinic(
  options: BenchOptions & { readonly simulator?: SimulatorOptions } = {},
): Promise<Clinic> {
  const database = await createTestDatabase();
  const crm = await startSuiteCrmSimulator(options.simulator);
  onTestFinished(async () => {
    await crm.close();
    await database.drop();
  });
  const config = benchConfig(database.url, crm, options);
  return { crm, config: { ...config, adminTokens: [{ name: 'ann', token: 'a-token-nobody-guesses' }] } };
}

/** Puts a lead, a contact with an address, a product and an invoice into the CRM, so that everything can be seen on a record. */
export async function fill(crm: SuiteCrmSimulator): Promise<void> {
  await create(crm, 'Contacts', CONTACT, { last_name: 'Private', email1: ADDRESS });
  await create(crm, 'Leads', 'c0000000-0000-4000-8000-000000000003', { last_name: 'Private', email1: ADDRESS });
  await create(crm, 'AOS_Products', 'c0000000-0000-4000-8000-000000000004', { name: 'Tea', price: 1 });
  await create(crm, 'AOS_Invoices', INVOICE, { name: 'OTR1', total_amount: 378.5 });
}

async function create(crm: SuiteCrmSimulator, type: string, id: string, attributes: object): Promise<void> {
  const form = { grant_type: 'client_credentials', client_id: crm.client.id, client_secret: crm.client.secret };
  const token = await fetch(`${crm.url}/Api/access_token`, { method: 'POST', body: new URLSearchParams(form) });
  const granted: unknown = await token.json();
  const bearer =
    typeof granted === 'object' && granted !== null && 'access_token' in granted ? granted.access_token : '';
  const { status } = await fetch(`${crm.url}/Api/V8/module`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.api+json', authorization: `Bearer ${bearer}` },
    body: JSON.stringify({ data: { type, id, attributes } }),
  });
  if (status !== 201) throw new Error(`The CRM answered ${status} to a new ${type}`);
}

/** Everything that the doctor finds. */
export async function findingsOf(config: Config, now = Date.now): Promise<Finding[]> {
  return await examine(() => config, { now, log: pino({ level: 'silent' }) });
}

/** What the findings of one severity say. */
export function sayings(findings: readonly Finding[], severity: Severity): string[] {
  return findings.filter((finding) => finding.severity === severity).map(({ what }) => what);
}
