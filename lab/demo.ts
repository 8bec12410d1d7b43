import { demoReport } from './demo/report.ts';
import { setStage } from './demo/stage.ts';
import { playStory } from './demo/story.ts';
import { countRecords } from './demo/verdict.ts';

console.log('Starting an embedded PostgreSQL, a simulated SuiteCRM, a simulated ikcrm and tillbridge ...');
const stage = await setStage();
try {
  const story = await playStory(stage);
  console.log(demoReport(story, stage));
  const calls = `${stage.crm.journal.calls().length} calls to SuiteCRM, ${stage.ikcrm.journal.calls().length} to ikcrm`;
  const wrong = countRecords(stage).filter(({ expected, found }) => expected !== found);
  const unfinished = story.sent.filter(({ becameOf }) => !becameOf.endsWith('done'));
  if (wrong.length === 0 && unfinished.length === 0) {
    console.log(`\n${calls}; every record stands there once.`);
  } else {
    for (const { module, expected, found } of wrong)
      console.error(`${module}: ${found} records instead of ${expected}`);
    for (const { what, becameOf } of unfinished) console.error(`${what}: ${becameOf}`);
    process.exitCode = 1;
  }
} finally {
  await stage.close();
}
