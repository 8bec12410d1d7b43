import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import type { Decider } from '../../operations/audit.ts';
import { type CrmState, readCrmStates } from '../../operations/crms/crm-states.ts';
import { pauseCrm, resumeCrm } from '../../operations/crms/pause-crm.ts';
import { answerOnce } from '../../operations/idempotent-answer.ts';
import type { Queries } from '../../operations/transaction.ts';
import { PauseSchema } from '../health.ts';
import { HttpError, ProblemSchema } from '../problem.ts';
import type { AdminOptions } from './admin-options.ts';
import { BODY_PROBLEMS, documented } from './documentation.ts';
import { Reason } from './fields.ts';
import { KeyHeader, keyedRequest } from './keyed-request.ts';

const Count = Type.Integer();
export const CrmStateSchema = Type.Object({
  crm: Type.String(),
  status: Type.Enum(['up', 'down', 'paused'], { description: 'As /health says it: a pause goes before the breaker.' }),
  breaker: Type.Enum(['up', 'down'], { description: 'What the probes of this replica say, be it paused or not.' }),
  paused: Type.Union([PauseSchema, Type.Null()]),
  backlog: Type.Object({
    pending: Type.Integer({ description: 'Those in work count as well.' }),
    waiting: Count,
    retrying: Count,
    dead: Count,
    oldest_age_s: Type.Number({ description: 'Of the oldest that is pending, waiting or retrying; 0 without one.' }),
  }),
});
export const CrmListSchema = Type.Object({ crms: Type.Array(CrmStateSchema) });
const PauseRequest = Type.Object({ reason: Reason }, { additionalProperties: false });
const CrmParameter = Type.Object({ crm: Type.String({ description: 'Its name, such as suitecrm.' }) });

type Asked = FastifyRequest<{ Params: { crm: string }; Body: { reason: string } }>;
type Change = (prisma: Queries, crm: string, decider: Decider) => Promise<void>;

/** The routes that show the CRMs, and by which somebody lets the events of one wait. */
export function crmRoutes({ database, units, crms, refreshPauses }: AdminOptions): FastifyPluginAsyncTypebox {
  async function change(request: Asked, make: Change): Promise<Static<typeof CrmStateSchema>> {
    const { params, body, actor, log } = request;
    const { crm } = params;
    if (!crms.has(crm)) throw noCrm(crm, [...crms.keys()]);
    const reason = body.reason.trim();
    const answer = await answerOnce(database, keyedRequest(request), CrmStateSchema, async (prisma) => {
      await make(prisma, crm, { actor, reason });
      const state = (await readCrmStates(prisma, crms, units)).find((each) => each.crm === crm);
      if (state === undefined) throw noCrm(crm, [...crms.keys()]);
      return viewState(state);
    });
    // Before the answer, so that who was told that it is paused sees no more of its events begin here.
    await refreshPauses();
    if (answer.fresh) log.info({ crm, status: answer.body.status, actor }, 'a CRM was paused or resumed');
    return answer.body;
  }

  return async (app) => {
    const list = documented('The CRMs in use: breaker, pause and backlog of each', { 200: CrmListSchema });
    app.get('/admin/crms', { schema: list }, async () => ({
      crms: (await readCrmStates(database.prisma, crms, units)).map(viewState),
    }));

    const answers = { 200: CrmStateSchema, ...BODY_PROBLEMS, 404: ProblemSchema };
    const changes = [
      ['pause', pauseCrm, 'Lets the events of a CRM wait; webhooks are taken on'],
      ['resume', resumeCrm, 'Lets the events of a paused CRM go on'],
    ] as const;
    for (const [verb, make, summary] of changes) {
      const schema = { params: CrmParameter, headers: KeyHeader, body: PauseRequest, ...documented(summary, answers) };
      app.post(`/admin/crms/:crm/${verb}`, { schema }, (request) => change(request, make));
    }
  };
}

function noCrm(crm: string, known: readonly string[]): HttpError {
  const name = JSON.stringify(crm.slice(0, 100));
  return new HttpError(
    404,
    'crm_unknown',
    `No CRM ${name} is in use here, ${known.length === 0 ? 'nor any other' : `only ${known.join(' and ')}`}.`,
  );
}

function viewState({ crm, breaker, pause, backlog }: CrmState): Static<typeof CrmStateSchema> {
  const { oldestAgeS, ...counts } = backlog;
  return {
    crm,
    status: pause === null ? breaker : 'paused',
    breaker,
    paused: pause === null ? null : { by: pause.actor, reason: pause.reason, since: pause.since.toISOString() },
    backlog: { ...counts, oldest_age_s: oldestAgeS },
  };
}
