import type { Database } from '../database/client.ts';

/** Who lets the events of a CRM wait, why, and since when. */
export interface CrmPause {
  readonly crm: string;
  readonly actor: string;
  readonly reason: string;
  readonly since: Date;
}

/** The pauses of all CRMs, by their names: a handful of rows at most. */
export async function readCrmPauses({
  prisma,
}: {
  readonly prisma: Pick<Database['prisma'], 'crmPause'>;
}): Promise<ReadonlyMap<string, CrmPause>> {
  return new Map((await prisma.crmPause.findMany()).map((pause) => [pause.crm, pause]));
}
