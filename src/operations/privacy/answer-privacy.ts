import type { Database } from '../../database/client.ts';
import { ofRecord } from '../../domain/warning.ts';
import type { Shop } from '../../shops/shop.ts';
import type { PrivacyAnswer, PrivacyTold } from '../../shops/told.ts';
import { type AuditNote, writeAudit } from '../audit.ts';
import { inTransaction } from '../transaction.ts';
import { erasePerson } from './erase-person.ts';
import { eraseShop } from './erase-shop.ts';
import { findEvents } from './find-events.ts';
import type { SoughtPerson } from './person.ts';
import { StillInWork } from './settled.ts';
import { whoAsks } from './who-asks.ts';

/** Does what the law lets a customer, or a shop that leaves, ask for. What can only be answered by a person is in the audit, and a warning. */
export async function answerPrivacy(
  database: Database,
  shop: Shop,
  eventId: string,
  told: PrivacyTold,
): Promise<PrivacyAnswer> {
  const note = { actor: `shop ${shop.name}`, subject: eventId };
  if (told.kind === 'data_request') {
    const { userIds, orderIds } = await whoAsks(database, personOf(shop, told));
    await inTransaction(database, (prisma) =>
      writeAudit(prisma, {
        ...note,
        action: 'privacy.request',
        reason: 'a customer asks what is kept of them',
        affected: 0,
        details: { shop: shop.name, user_id: told.userId, users: userIds, orders: orderIds, request: told.requestId },
      }),
    );
    const whom = nameOf(userIds, orderIds);
    return { warning: ofRecord(`${whom} asks what is kept of them: a person is to answer within 30 days`) };
  }
  const tell = (affected: number): AuditNote => ({
    ...note,
    action: 'privacy.erase',
    reason: 'asked for by the platform of the shop',
    affected,
    details: { shop: shop.name, kind: told.kind === 'erase_shop' ? 'shop' : 'customer' },
  });
  const how = {
    except: eventId,
    tell: (prisma: Parameters<typeof writeAudit>[0], affected: number) => writeAudit(prisma, tell(affected)),
  };
  try {
    if (told.kind === 'erase_shop') {
      await eraseShop(database, shop.name, how);
    } else {
      const person = personOf(shop, told);
      await erasePerson(database, person, await findEvents(database, person), how);
    }
    return { warning: null };
  } catch (error) {
    if (error instanceof StillInWork) return { waitingFor: 'events of the person that are still in work' };
    throw error;
  }
}

/** Of a shop's customer no more is meant than what came from that shop. */
function personOf(
  shop: Shop,
  told: { readonly userId: string | null; readonly email: string | null; readonly orderIds: readonly string[] },
): SoughtPerson {
  const { userId, email, orderIds } = told;
  const addresses = email === null || !email.includes('@') ? [] : [email.trim().toLowerCase()];
  return { businessUnit: shop.businessUnit, shop: shop.name, userId, orderIds, addresses };
}

function nameOf(userIds: readonly string[], orderIds: readonly string[]): string {
  if (userIds.length > 0) return `Customer ${userIds.join(', ')}`;
  if (orderIds.length > 0) return `Who bought order ${orderIds.join(', ')}`;
  return 'Somebody of whom nothing is found here';
}
