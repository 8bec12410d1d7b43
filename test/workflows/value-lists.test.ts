import { describe, expect, it } from 'vitest';
import { contactId, leadId } from '../../src/domain/record-ids.ts';
import { useBench } from '../support/service.ts';
import { recordWith } from '../support/workflows/crm-records.ts';
import { newCustomer, newOrder, newRegistration } from '../support/workflows/shop-events.ts';

describe('a value that the CRM lists', () => {
  const bench = useBench();

  it('is written as the list spells it', async () => {
    const customer = newCustomer({
      salutation: 'MR.',
      lead_source: 'web site',
      consent: { lawful_basis: ['Consent', 'LEGAL_OBLIGATION'], source: 'Website' },
    });
    const stands = {
      salutation: 'Mr.',
      lead_source: 'Web Site',
      lawful_basis: '^consent^,^legal_obligation^',
      lawful_basis_source: 'website',
    };
    expect(await bench.play('registrations', newRegistration(customer))).toMatchObject({ warnings: [] });
    expect(recordWith(bench.crm, 'Leads', { id: leadId('experience', customer.user_id) })).toMatchObject(stands);
    expect(await bench.play('orders', newOrder({ customer }))).toMatchObject({ warnings: [] });
    expect(recordWith(bench.crm, 'Contacts', { id: contactId({ email: customer.email }) })).toMatchObject(stands);
  });

  it('and is not among them stands as it was sent, with a warning', async () => {
    const customer = newCustomer({ salutation: 'Sir', consent: { lawful_basis: ['consent', 'because'] } });
    const order = await bench.play('orders', newOrder({ customer }));
    expect(order).toMatchObject({
      status: 'done',
      warnings: [
        'Contacts: salutation is none of those that the CRM lists (Mr., Ms., Mrs., Miss, Dr., Prof.); it stands as it was sent',
        expect.stringContaining('Contacts: lawful_basis is none of those that the CRM lists'),
      ],
    });
    expect(recordWith(bench.crm, 'Contacts', { id: contactId({ email: customer.email }) })).toMatchObject({
      salutation: 'Sir',
      lawful_basis: '^consent^,^because^',
    });
  });
});
