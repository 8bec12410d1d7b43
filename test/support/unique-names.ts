import type { Reporter, TestModule } from 'vitest/node';

/** Fails a run in which two tests of one file have the same name: nobody could tell which of them failed. */
export default class UniqueNames implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const repeated = modules.flatMap((module) => {
      const names = [...module.children.allTests()].map((test) => test.fullName);
      const twice = names.filter((name, index) => names.indexOf(name) !== index);
      return [...new Set(twice)].map((name) => `${module.relativeModuleId}: ${name}`);
    });
    if (repeated.length === 0) return;
    process.stderr.write(`Several tests of a file have one name:\n${repeated.join('\n')}\n`);
    process.exitCode = 1;
  }
}
