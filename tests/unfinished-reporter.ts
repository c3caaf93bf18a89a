import type { Reporter, TestModule } from 'vitest/node';

/** Names the tests that had not ended when everything else had: those of a process that died. */
export default class UnfinishedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules)
      for (const test of module.children.allTests())
        if (test.result().state === 'pending')
          console.log(`Did not end: ${module.moduleId} > ${test.fullName}`);
  }
}
