import { endInOrder } from '../src/service/end-in-order.ts';
import { demoReport } from './demo/report.ts';
import { type Stage, setStage } from './demo/stage.ts';
import { playStory } from './demo/story.ts';
import { countRecords } from './demo/verdict.ts';

const CLOSING_MS = 20_000;

console.log('Starting an embedded PostgreSQL, a simulated SuiteCRM, a simulated ikcrm and tillbridge ...');
const starting = setStage();
let ending = false;
// Before anything runs: who has seen enough may stop it at any time, and nothing stays behind.
endInOrder(CLOSING_MS, async ({ err }) => {
  ending = true;
  if (err !== null) console.error(err);
  await (await starting).close();
});
try {
  process.exitCode = await play(await starting);
} catch (error) {
  // The story breaks off where its stage is taken away.
  if (!ending) throw error;
}
if (!ending) {
  await (await starting).close();
  process.exit();
}

/** Plays the story and tells it; gives the exit code. */
async function play(stage: Stage): Promise<number> {
  console.log(`tillbridge listens on ${stage.service.url}; a day at the shop begins ...`);
  const story = await playStory(stage);
  console.log(demoReport(story, stage));
  const calls = `${stage.crm.journal.calls().length} calls to SuiteCRM, ${stage.ikcrm.journal.calls().length} to ikcrm`;
  const wrong = countRecords(stage).filter(({ expected, found }) => expected !== found);
  const unfinished = story.sent.filter(({ becameOf }) => !becameOf.endsWith('done'));
  if (wrong.length === 0 && unfinished.length === 0) {
    console.log(`\n${calls}; every record stands there once.`);
    return 0;
  }
  for (const { module, expected, found } of wrong) console.error(`${module}: ${found} records instead of ${expected}`);
  for (const { what, becameOf } of unfinished) console.error(`${what}: ${becameOf}`);
  return 1;
}
