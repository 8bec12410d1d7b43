import { type Decider, writeAudit } from '../audit.ts';
import type { Queries } from '../transaction.ts';

/** Lets the events of a CRM wait. One that is paused stays so as it is, whoever asks again, and nothing is written. */
export async function pauseCrm(prisma: Queries, crm: string, decider: Decider): Promise<void> {
  const { actor, reason } = decider;
  const { count } = await prisma.crmPause.createMany({ data: [{ crm, actor, reason }], skipDuplicates: true });
  if (count > 0) await writeAudit(prisma, { ...decider, action: 'crm.pause', subject: crm, affected: 0, details: {} });
}

/** Lets them go on. Nothing is written where nobody has paused it. */
export async function resumeCrm(prisma: Queries, crm: string, decider: Decider): Promise<void> {
  const [pause] = await prisma.crmPause.findMany({ where: { crm } });
  const { count } = await prisma.crmPause.deleteMany({ where: { crm } });
  if (pause === undefined || count === 0) return;
  const details = { paused_by: pause.actor, paused_for: pause.reason, paused_at: pause.since.toISOString() };
  await writeAudit(prisma, { ...decider, action: 'crm.resume', subject: crm, affected: 0, details });
}
