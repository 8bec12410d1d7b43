import type { Database } from '../../database/client.ts';
import { ofRecord } from '../../domain/warning.ts';
import { resourceKey } from '../../shops/new-delivery.ts';
import { platformId, type Shop } from '../../shops/shop.ts';
import type { PrivacyAnswer, PrivacyTold } from '../../shops/told.ts';
import { writeAudit } from '../audit.ts';
import { inTransaction } from '../transaction.ts';
import { erase } from './erase-person.ts';

/** Does what the law lets a customer, or a shop that leaves, ask for. What can only be answered by a person is in the audit, and a warning. */
export async function answerPrivacy(
  database: Database,
  shop: Shop,
  eventId: string,
  told: PrivacyTold,
): Promise<PrivacyAnswer> {
  if (told.kind === 'data_request') {
    await inTransaction(database, (prisma) =>
      writeAudit(prisma, {
        actor: `shop ${shop.name}`,
        action: 'privacy.request',
        subject: eventId,
        reason: 'a customer asks what is kept of them',
        affected: 0,
        details: { shop: shop.name, user_id: told.userId, request: told.requestId },
      }),
    );
    const whom = told.userId ?? 'named in the payload';
    return { warning: ofRecord(`Customer ${whom} asks what is kept of them: a person is to answer within 30 days`) };
  }
  const who =
    told.kind === 'erase_shop'
      ? ({ kind: 'shop' } as const)
      : ({
          kind: 'customer',
          userId: told.userId,
          orderIds: told.orderIds,
          keys: [
            ...(told.userId === null ? [] : [resourceKey(shop, `customer ${platformId(shop, told.userId)}`)]),
            ...told.orderIds.map((orderId) => resourceKey(shop, `order ${platformId(shop, orderId)}`)),
          ],
        } as const);
  const erased = await erase(database, { shop: shop.name, who, eventId });
  return erased ? { warning: null } : { waitingFor: 'events of the person that are still in work' };
}
