import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { lastDeliveries, readCatchUps } from '../../inbox/shop-catch-ups.ts';
import { writeAudit } from '../../operations/audit.ts';
import { eraseShop, tryShopErasure } from '../../operations/privacy/erase-shop.ts';
import { catchUpOrders } from '../../shops/catch-up.ts';
import { caughtUpPrefix } from '../../shops/new-delivery.ts';
import { ShopCallError } from '../../shops/shop-call-error.ts';
import { HttpError, ProblemSchema } from '../problem.ts';
import type { AdminOptions } from './admin-options.ts';
import { BODY_PROBLEMS, documented } from './documentation.ts';
import { Reason, readQueryTime } from './fields.ts';
import { RequestInvalid } from './request-invalid.ts';
import { ErasureOrder, erasedEvents, refusedWhileInWork, viewErasedEvents } from './view-erasure.ts';

const Request = Type.Object(
  {
    reason: Reason,
    after: Type.String({
      description: 'Orders that were changed after this instant, or from this day on.',
      examples: ['2026-01-01', '2026-01-05T02:00:00Z'],
    }),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1 })),
  },
  { additionalProperties: false },
);
const Step = Type.Object({
  read: Type.Integer({ description: 'Orders on this page.' }),
  taken: Type.Integer({ description: 'Those that were not read before as they are.' }),
  next: Type.Union([Type.Object({ after: Type.String(), page: Type.Integer() }), Type.Null()], {
    description: 'What to ask for next; null at the end.',
  }),
});

const OptionalTime = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);
export const ShopListSchema = Type.Object({
  shops: Type.Array(
    Type.Object({
      name: Type.String(),
      platform: Type.Enum(['shopify', 'woocommerce']),
      business_unit: Type.String(),
      asked: Type.Boolean({ description: 'Its API is asked for what no webhook has brought.' }),
      last_delivery_at: OptionalTime,
      last_catch_up_at: OptionalTime,
      found: Type.Integer({ description: 'What was found so.' }),
    }),
  ),
});

const Erased = Type.Object(erasedEvents('the shop’s, and tell of people'));

/**
 * The connected shops, and the route that reads what one has changed, a page at a time: whoever asks decides the pace, and goes on where it
 * broke off.
 */
export function connectedShopRoutes({ database, shops, walks }: AdminOptions): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/admin/shops',
      { schema: documented('The shops that are connected directly', { 200: ShopListSchema }) },
      async () => {
        const [deliveries, catchUps] = await Promise.all([
          lastDeliveries(database, [...shops.keys()], caughtUpPrefix),
          readCatchUps(database),
        ]);
        return {
          shops: [...shops.values()].map(({ name, platform, businessUnit, api }) => ({
            name,
            platform,
            business_unit: businessUnit,
            asked: api !== null,
            last_delivery_at: deliveries.get(name)?.toISOString() ?? null,
            last_catch_up_at: catchUps.get(name)?.ranAt?.toISOString() ?? null,
            found: catchUps.get(name)?.found ?? 0,
          })),
        };
      },
    );

    const params = Type.Object({ shop: Type.String({ description: 'Its name in SHOPS_FILE.' }) });
    const erase = documented('Erases what the customers of a connected shop have told; ids, money and the CRM stay', {
      200: Erased,
      ...BODY_PROBLEMS,
      404: ProblemSchema,
      409: ProblemSchema,
    });
    // One that is not connected any more is erased as well.
    app.delete('/admin/shops/:shop', { schema: { params, body: ErasureOrder, ...erase } }, async (request) => {
      const { params, body, actor, log } = request;
      const { dry_run = false } = body;
      const note = { actor, reason: body.reason.trim(), action: 'shop.erase', subject: params.shop } as const;
      const erasure = dry_run
        ? await tryShopErasure(database, params.shop)
        : await refusedWhileInWork(() =>
            eraseShop(database, params.shop, {
              except: null,
              tell: (prisma, affected) => writeAudit(prisma, { ...note, affected, details: { shop: params.shop } }),
            }),
          );
      if (erasure === null)
        throw new HttpError(404, 'shop_unknown', 'No event of a shop of this name tells of anybody.');
      if (!dry_run) log.info({ events: erasure.events, shop: params.shop, actor }, 'shop erased');
      return viewErasedEvents(erasure);
    });

    const route = documented('Reads a page of the orders that a connected WooCommerce shop has changed', {
      200: Step,
      ...BODY_PROBLEMS,
      404: ProblemSchema,
      502: ProblemSchema,
    });
    app.post('/admin/shops/:shop/catch-up', { schema: { params, body: Request, ...route } }, async (request) => {
      const { params, body, actor } = request;
      const { reason, after, page = 1 } = body;
      const walk = walks.get(params.shop);
      if (walk === undefined)
        throw new HttpError(404, 'shop_unknown', 'There is no connected shop of this name whose API can be asked.');
      const from = readQueryTime(after);
      if (from === null) throw new RequestInvalid([{ path: '/after', message: 'Must be an instant or a day.' }]);
      const place = { after: from.toISOString(), page };
      try {
        const step = await catchUpOrders(walk, place, null);
        if (page === 1)
          await writeAudit(database.prisma, {
            actor,
            reason: reason.trim(),
            action: 'shop.catch_up',
            subject: params.shop,
            affected: step.taken,
            details: { after: place.after },
          });
        return step;
      } catch (error) {
        throw error instanceof ShopCallError ? new HttpError(502, error.code, error.message) : error;
      }
    });
  };
}
