import type { Database } from '../database/client.ts';

/** How far a shop was asked. */
export interface ShopProgress {
  readonly shop: string;
  /** Null before it was asked to its end. */
  readonly upTo: Date | null;
  readonly ranAt: Date | null;
  readonly found: number;
}

/** How far the shops were asked, by name; those that never were are missing. */
export async function readCatchUps({ prisma }: Database): Promise<Map<string, ShopProgress>> {
  const rows = await prisma.shopCatchUp.findMany();
  return new Map(rows.map((row) => [row.shop, row]));
}

/** Writes that a shop was asked to its end. `upTo`: for everything that was changed before. */
export async function writeCatchUp({ prisma }: Database, shop: string, upTo: Date, ranAt: Date): Promise<void> {
  await prisma.shopCatchUp.upsert({
    where: { shop },
    create: { shop, upTo, ranAt },
    update: { upTo, ranAt },
  });
}

/** Writes that something was found which no webhook had brought. */
export async function countFound({ prisma }: Database, shop: string): Promise<void> {
  await prisma.shopCatchUp.upsert({
    where: { shop },
    create: { shop, found: 1 },
    update: { found: { increment: 1 } },
  });
}

/**
 * When each shop last posted a webhook; those that never did are missing. `askedPrefix`: with what the webhook ids of those begin that were
 * found by asking, which tell nothing of whether webhooks still come.
 */
export async function lastDeliveries(
  { prisma }: Database,
  shops: readonly string[],
  askedPrefix: (shop: string) => string,
): Promise<Map<string, Date>> {
  const found = await Promise.all(
    shops.map((shop) =>
      prisma.event.findFirst({
        where: { shop, parentId: null, NOT: { webhookId: { startsWith: askedPrefix(shop) } } },
        orderBy: { receivedAt: 'desc' },
        select: { receivedAt: true },
      }),
    ),
  );
  return new Map(shops.flatMap((shop, index) => (found[index] == null ? [] : [[shop, found[index].receivedAt]])));
}
