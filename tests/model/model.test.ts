import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { accept, begin, operate } from './business-steps.ts';
import { deliverTwice, failJob, loseJob, loseQueue, wait, waitLong } from './fault-steps.ts';
import { kinds } from './kinds.ts';
import { createModel } from './model.ts';
import { comeToRest, die, goOn, lapse, runUntil, standStill } from './process-steps.ts';
import { quiet } from './quiet.ts';

/** `MODEL_SEED` looks at other worlds, or again at those of a failure; `MODEL_RUNS` at more of them. */
const seed = Number(process.env.MODEL_SEED ?? 20_260_503);
const numRuns = Number(process.env.MODEL_RUNS ?? 1_000);

const anyStep = fc.oneof(
  { weight: 1, arbitrary: accept },
  { weight: 14, arbitrary: goOn },
  { weight: 26, arbitrary: runUntil },
  { weight: 4, arbitrary: wait },
  { weight: 6, arbitrary: lapse },
  { weight: 2, arbitrary: waitLong },
  { weight: 5, arbitrary: die },
  { weight: 8, arbitrary: standStill },
  { weight: 8, arbitrary: operate },
  { weight: 3, arbitrary: deliverTwice },
  { weight: 2, arbitrary: loseJob },
  { weight: 2, arbitrary: failJob },
  { weight: 1, arbitrary: loseQueue },
  { weight: 3, arbitrary: comeToRest },
);
const schedules = fc.commands([anyStep], { maxCommands: 120, size: 'max' });
const worlds = fc.record({
  /** For each provider, in order of trial, whether it knows idempotency keys. */
  providers: fc.constantFrom([true], [false], [true, true], [false, false]),
  /** What is in the queue already, so that most schedules are about what comes then. */
  first: fc.array(fc.constantFrom(...kinds), { maxLength: 2 }),
  schedule: schedules,
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('whatever dies, is lost or comes twice: all that is accepted ends as its events say, with no copy too many', async () => {
  const property = fc.asyncProperty(worlds, async ({ providers, first, schedule }) => {
    const model = createModel(providers);
    await begin(model, first);
    await fc.asyncModelRun(() => ({ model, real: model }), schedule);
    await quiet(model, 'accepted');
  });

  const report = await fc.check(property, { seed, numRuns });

  const { errorInstance } = report;
  const story = [
    `MODEL_SEED=${seed} MODEL_RUNS=${numRuns} shows it again`,
    fc.defaultReportMessage(report),
    errorInstance instanceof Error ? errorInstance.message : '',
  ];
  expect(report.failed ? story.join('\n') : 'nothing is broken').toBe('nothing is broken');
});
