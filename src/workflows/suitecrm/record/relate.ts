import { setTimeout as pause } from 'node:timers/promises';
import Type from 'typebox';
import type { LinkKey } from '../../../links/link.ts';
import { eachOf } from '../../runner/side-by-side.ts';
import { RelationNotKept } from '../errors.ts';
import type { StepRun } from '../run.ts';

/** Two records to relate. `links` remember the pair, so that it is not related again by every event. */
export interface RelatePlan {
  readonly key: string;
  readonly module: string;
  readonly id: string;
  readonly relatedModule: string;
  readonly relatedId: string;
  readonly links?: readonly LinkKey[];
  /** Which time one run of the event relates them, counted from 1. */
  readonly turn?: number;
  /** The field in which the record shows the related one. */
  readonly shownIn?: string;
}

/** POST relationships; not where it stood before and the record still shows it. SuiteCRM takes the same pair again without harm, as long as one call follows the other. */
export async function relate(run: StepRun, plan: RelatePlan): Promise<void> {
  const { key, module, id, relatedModule, relatedId, turn = 1 } = plan;
  const links = (plan.links ?? []).map((link) => ({ ...link, module, crmId: id, origin: 'created' as const }));
  await run.runner.act(
    { key, verb: 'POST', module, crmId: id, request: { type: relatedModule, id: relatedId }, relatedId, turn },
    async ({ stood }) => {
      if (!(stood && (await showsRelated(run, plan))))
        await run.crm.relate(module, id, relatedModule, relatedId, run.context);
      return { output: null, links };
    },
  );
}

async function showsRelated(run: StepRun, { module, id, relatedId, shownIn }: RelatePlan): Promise<boolean> {
  if (shownIn === undefined) return false;
  const record = await run.crm.find(module, id, run.context);
  return record?.attributes[shownIn]?.toLowerCase() === relatedId.toLowerCase();
}

/** One record to relate to several of another module. */
export interface RelateAllPlan {
  readonly module: string;
  readonly id: string;
  readonly relatedModule: string;
  readonly relatedIds: readonly string[];
  /** The key of the step that relates one of them. */
  readonly keyOf: (relatedId: string) => string;
  /** The key of the step that sees all of them stand. */
  readonly seen: string;
}

/** Relates a record to each of several, then looks once whether all of them stand. */
export async function relateAll(run: StepRun, plan: RelateAllPlan): Promise<void> {
  const { module, id, relatedModule, relatedIds, keyOf, seen } = plan;
  const relateOne = (relatedId: string, turn: number) =>
    relate(run, { key: keyOf(relatedId), module, id, relatedModule, relatedId, turn });
  const due = await notShown(run, { key: seen, module, id, relatedModule, relatedIds });
  await eachOf(due, run.settings.width, (relatedId) => relateOne(relatedId, 1));
  const relations = new Map(relatedIds.map((relatedId) => [relatedId, (turn: number) => relateOne(relatedId, turn)]));
  await seeRelations(run, { key: seen, module, id, relatedModule, relations });
}

/** Relations of one record to records of another module, which are to stand by now. */
export interface SeenPlan {
  readonly key: string;
  readonly module: string;
  readonly id: string;
  readonly relatedModule: string;
  /** The related records, each with what makes the step of its relation once more. */
  readonly relations: ReadonlyMap<string, (turn: number) => Promise<void>>;
  /** Remembered once they stand, so that no later event relates them again. */
  readonly links?: readonly LinkKey[];
}

/**
 * GET relationships: SuiteCRM answers 201 to a relation whose row it could not store, and 200 with an empty list to a look whose query
 * failed (seen on 7.15.0), so what is not shown is related and looked for again before it is believed. Throws `RelationNotKept`.
 * Not looked at: a relation that the record's module does not name, since it cannot be asked for.
 */
export async function seeRelations(run: StepRun, plan: SeenPlan): Promise<void> {
  if (!run.settings.verifyRelations || plan.relations.size === 0) return;
  const { lookAgain } = run.settings;
  for (const [index, ms] of lookAgain.entries()) {
    const missing = await look(run, plan, index + 1);
    if (missing.length === 0) return;
    await pause(ms, undefined, { signal: run.context.signal });
    for (const [relatedId, again] of plan.relations) if (missing.includes(relatedId)) await again(index + 2);
  }
  await look(run, plan, lookAgain.length + 1);
}

/** What is to be related: all of it, unless the event looks again; then what the CRM does not show. */
export async function notShown(
  run: StepRun,
  relation: Pick<SeenPlan, 'key' | 'module' | 'id' | 'relatedModule'> & { readonly relatedIds: readonly string[] },
): Promise<readonly string[]> {
  const { key, module, id, relatedModule, relatedIds } = relation;
  if (run.runner.mode !== 'again' || relatedIds.length === 0) return relatedIds;
  const request = { [relatedModule]: [...relatedIds] };
  return await run.runner.step(
    { key: `${key} before`, verb: 'GET', module, crmId: id, request, assumed: relatedIds, fresh: true },
    Type.Array(Type.String()),
    async () => {
      const link = await findLinkName(run, module, id, relatedModule);
      // One that cannot be asked for is made again, which does no harm.
      const shown = link === null ? [] : await run.crm.related(module, id, link, run.context);
      const ids = new Set(shown.map((record) => record.id));
      const missing = relatedIds.filter((relatedId) => !ids.has(relatedId));
      return { output: missing, response: { missing } };
    },
  );
}

/** GET relationships: those that are not shown. The last look throws `RelationNotKept`. */
async function look(run: StepRun, plan: SeenPlan, turn: number): Promise<readonly string[]> {
  const { key, module, id, relatedModule, links = [] } = plan;
  const relatedIds = [...plan.relations.keys()];
  const remembered = links.map((link) => ({ ...link, module, crmId: id, origin: 'created' as const }));
  const request = { [relatedModule]: relatedIds };
  return await run.runner.step(
    { key, verb: 'GET', module, crmId: id, request, assumed: relatedIds, fresh: true, turn },
    Type.Array(Type.String()),
    async () => {
      const link = await findLinkName(run, module, id, relatedModule);
      if (link === null) return { output: [], response: { unknown: relatedModule }, links: remembered };
      const shown = new Set((await run.crm.related(module, id, link, run.context)).map((record) => record.id));
      const missing = relatedIds.filter((relatedId) => !shown.has(relatedId));
      if (missing.length === 0) return { output: [], response: { shown: relatedIds }, links: remembered };
      if (turn > run.settings.lookAgain.length) throw new RelationNotKept(module, id, relatedModule, missing);
      return { output: missing, response: { missing } };
    },
  );
}

/** The directory's kind for how links are called, by module. */
export const LINK_NAMES = 'link names';

/**
 * How a module's link to another one is called in this CRM: names of relations made in Studio differ. Told by any record of the
 * module, and remembered for a while; null where the record does not name it.
 */
export async function findLinkName(
  run: StepRun,
  module: string,
  id: string,
  relatedModule: string,
): Promise<string | null> {
  const remembered = run.directory.get(LINK_NAMES, module);
  if (remembered !== null) return remembered[relatedModule] ?? null;
  const links = (await run.crm.find(module, id, run.context))?.links;
  if (links === undefined) return null;
  run.directory.remember(LINK_NAMES, module, links);
  return links[relatedModule] ?? null;
}
