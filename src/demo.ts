import { report } from './demo/report.ts';
import { setStage } from './demo/stage.ts';
import { playStory } from './demo/story.ts';

console.log('Starting an embedded PostgreSQL, a simulated SuiteCRM and tillbridge ...');
const stage = await setStage();
try {
  const story = await playStory(stage);
  console.log(report(story, stage.crm));
  const calls = stage.crm.journal.calls().length;
  console.log(`\n${calls} calls to SuiteCRM; every record stands there once.`);
} finally {
  await stage.close();
}
