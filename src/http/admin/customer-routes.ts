import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type, { type Static } from 'typebox';
import { type Erasure, eraseCustomer, tryErasure } from '../../operations/privacy/erase-customer.ts';
import { HttpError, ProblemSchema } from '../problem.ts';
import type { AdminOptions } from './admin-options.ts';
import { BODY_PROBLEMS, documented } from './documentation.ts';
import { addressText } from './fields.ts';
import { ErasureOrder, erasedEvents, refusedWhileInWork, viewErasedEvents } from './view-erasure.ts';

const Customer = Type.Object({ business_unit: addressText(), user_id: addressText() });
const Erased = Type.Object({
  ...erasedEvents('the person’s'),
  links: Type.Array(Type.Object({ crm: Type.String(), module: Type.String(), crm_id: Type.String() }), {
    description: 'What the CRM holds of the person and their orders. It is left alone.',
  }),
});

/** The route by which a person is erased. */
export function customerRoutes({ database }: AdminOptions): FastifyPluginAsyncTypebox {
  return async (app) => {
    const erase = documented('Erases a customer from payloads, steps and links; ids, money and the CRM stay', {
      200: Erased,
      ...BODY_PROBLEMS,
      404: ProblemSchema,
      409: ProblemSchema,
    });
    app.delete(
      '/admin/customers/:business_unit/:user_id',
      { schema: { params: Customer, body: ErasureOrder, ...erase } },
      async ({ params, body, actor, log }) => {
        const key = { businessUnit: params.business_unit, userId: params.user_id };
        const { reason, dry_run = false } = body;
        const erasure = dry_run
          ? await tryErasure(database, key)
          : await refusedWhileInWork(() => eraseCustomer(database, key, { actor, reason: reason.trim() }));
        if (erasure === null) {
          throw new HttpError(404, 'customer_unknown', 'Nothing is known of such a customer in this business unit.');
        }
        if (!dry_run) log.info({ events: erasure.events, actor }, 'customer erased');
        return viewErasure(erasure);
      },
    );
  };
}

function viewErasure(erasure: Erasure): Static<typeof Erased> {
  const links = erasure.records.map(({ crm, module, crmId }) => ({ crm, module, crm_id: crmId }));
  return { ...viewErasedEvents(erasure), links };
}
