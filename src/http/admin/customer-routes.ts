import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type, { type Static } from 'typebox';
import { type Erasure, eraseCustomer, tryErasure } from '../../operations/privacy/erase-customer.ts';
import { StillInWork } from '../../operations/privacy/settled.ts';
import { HttpError, ProblemSchema } from '../problem.ts';
import type { AdminOptions } from './admin-options.ts';
import { BODY_PROBLEMS, documented } from './documentation.ts';
import { addressText, Reason } from './fields.ts';

/** So many events are named one by one. */
const MOST_NAMED = 50;

const Customer = Type.Object({ business_unit: addressText(), user_id: addressText() });
const Order = Type.Object(
  {
    reason: Reason,
    dry_run: Type.Optional(Type.Boolean({ description: 'Whether it is only told what would be erased.' })),
  },
  { additionalProperties: false },
);
const Named = Type.Array(Type.Object({ id: Type.String(), type: Type.String(), status: Type.String() }));
const Erased = Type.Object({
  events: Type.Integer({ description: 'How many events are the person’s: their payloads and steps are redacted.' }),
  in_work: Type.Integer({
    description: 'Those of them that are still to be run: while there are any, nothing is erased.',
  }),
  dead: Type.Integer({
    description: 'Those of them that are dead. What they say goes as well, so replay or discard them before.',
  }),
  named: { ...Named, description: `The first ${MOST_NAMED} of those in work, or dead.` },
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
      { schema: { params: Customer, body: Order, ...erase } },
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

async function refusedWhileInWork<T>(erase: () => Promise<T>): Promise<T> {
  try {
    return await erase();
  } catch (error) {
    if (error instanceof StillInWork) throw new HttpError(409, error.code, error.message);
    throw error;
  }
}

function viewErasure({ events, inWork, dead, records }: Erasure): Static<typeof Erased> {
  const named = [...inWork, ...dead].slice(0, MOST_NAMED);
  return {
    events,
    in_work: inWork.length,
    dead: dead.length,
    named: named.map(({ id, type, status }) => ({ id, type, status })),
    links: records.map(({ crm, module, crmId }) => ({ crm, module, crm_id: crmId })),
  };
}
