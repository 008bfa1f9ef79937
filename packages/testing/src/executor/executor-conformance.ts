import type {
  Executor,
  ExecutorOptions,
  TrialFunction,
  TrialProgress,
  TrialResult,
  TrialSpec,
} from '@tomoni/spec';
import { type ConformanceCase, conformanceCase } from '../cases/conformance-case.js';
import { expect, expectSame } from '../cases/expectations.js';
import { type Deed, trialFolder } from './trial-module.js';

/** What {@link executorConformance} tries an executor with. */
export interface ExecutorConformanceOptions {
  /** Makes the executor; each case asks for one of its own. */
  readonly executor: () => Executor | Promise<Executor>;
  /** Whether trials run in other processes than this one, so that they may be killed, and functions cannot be run. */
  readonly separate: boolean;
  /** Folder in which the cases make folders for their studies; other machines have to see it too. Default: the system's for temporary files. */
  readonly folder?: string;
  /** Seconds within which what was stopped has to end. Default 20. */
  readonly patience?: number;
}

/**
 * The contract of an executor, clause by clause, tried on short trials that succeed, fail, wait, and, where they run in other
 * processes, kill their own.
 *
 * @example
 * ```ts
 * import type { Executor } from '@tomoni/spec';
 * import { executorConformance } from '@tomoni/testing';
 *
 * declare const mine: () => Executor;
 * declare const it: (name: string, run: () => Promise<void>) => void;
 *
 * for (const { name, run } of executorConformance({ executor: mine, separate: true })) it(name, run);
 * ```
 */
export function executorConformance(options: ExecutorConformanceOptions): readonly ConformanceCase[] {
  const { separate, patience = 20 } = options;
  const study = (name: string, run: (rig: Rig) => Promise<void>) =>
    conformanceCase(name, async () => {
      const { folder, run: module, remove } = await trialFolder(options.folder);
      try {
        await run(createRig(await options.executor(), { folder, module }));
      } finally {
        await remove();
      }
    });

  return [
    study('the executor has a name', async ({ executor }) => {
      expect(executor.name !== '', 'The executor has no name.');
    }),
    study('every trial has exactly one result, which holds the trial and its outcome', async ({ run }) => {
      const trials = Array.from({ length: 6 }, (_, i) => trial('count', i));
      const { results } = await run(trials);
      expectOneEach(results, trials);
      for (const result of results) {
        expectSame(result.trial, trials[result.trial.seed], 'A result holds another trial than was given.');
        expectDone(result);
        expect(result.seconds >= 0, `A trial took ${result.seconds} seconds.`);
        expect(result.worker !== '', 'A result does not name its worker.');
        expect(!Number.isNaN(Date.parse(result.startedAt)), `A trial began at '${result.startedAt}'.`);
      }
    }),
    study('a trial that throws has a failed result, and the others go on', async ({ run }) => {
      const trials = [trial('throw', 0), trial('count', 1), trial('give-nothing', 2), trial('count', 3)];
      const { results } = await run(trials);
      expectOneEach(results, trials);
      for (const result of results.filter(({ trial }) => trial.parameters.deed === 'count'))
        expectDone(result);
      const thrown = results.find(({ trial }) => trial.seed === 0);
      expect(thrown?.status === 'failed', 'A trial that throws is not recorded as failed.');
      expectSame(
        { code: thrown.error.code, message: thrown.error.message },
        { code: 'RangeError', message: 'Trial 0 fails.' },
        'A failed result does not hold its error.',
      );
      const nothing = results.find(({ trial }) => trial.seed === 2);
      expect(nothing?.status === 'failed', 'An outcome that is not plain JSON is not recorded as failed.');
    }),
    study('no trials have no results', async ({ run }) => {
      expectSame((await run([])).results, [], 'There are results without trials.');
    }),
    study('a trial is run although the next one comes only after its result', async (rig) => {
      const first = trial('count', 1);
      const second: TrialSpec = { ...trial('count', 2), needs: { start: first.id } };
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      async function* given() {
        yield first;
        await released;
        yield second;
      }
      const results: TrialResult[] = [];
      for await (const result of rig.executor.run(given(), rig.options())) {
        results.push(result);
        release();
      }
      expectOneEach(results, [first, second]);
      const last = results[1];
      expect(last?.status === 'done', 'The second trial failed.');
      expectSame(
        last.outcome.extra,
        { started: true },
        'A trial does not find the folder of one that it needs.',
      );
    }),
    study('it is told when a trial begins, and how far it is', async ({ run }) => {
      const trials = [trial('progress', 1), trial('progress', 2)];
      const { news } = await run(trials);
      for (const { id } of trials) {
        const own = news.filter((event) => event.type !== 'notice' && event.trial === id);
        expect(own[0]?.type === 'start', `The first news of a trial is '${own[0]?.type}', not its start.`);
        expect(own[0].worker !== '', 'The start of a trial does not name its worker.');
        const fractions = own.flatMap((event) => (event.type === 'progress' ? [event.fraction] : []));
        expect(
          fractions.every((fraction, i) => fraction >= (fractions[i - 1] ?? 0) && fraction <= 1),
          `A trial is told to be done by ${fractions.join(', ')}.`,
        );
      }
    }),
    study('its signal stops it: what has finished is given, and the results end', async (rig) => {
      const controller = new AbortController();
      const trials = [trial('count', 0), ...Array.from({ length: 40 }, (_, i) => trial('wait', i + 1))];
      const results: TrialResult[] = [];
      const began = performance.now();
      let stopped = 0;
      for await (const result of rig.executor.run(listed(trials), rig.options(controller.signal))) {
        results.push(result);
        stopped = performance.now();
        controller.abort();
      }
      expect(stopped > began, 'No trial gave a result.');
      expect(
        performance.now() - stopped < patience * 1000,
        `The results ended ${Math.round((performance.now() - stopped) / 1000)} s after the executor was stopped.`,
      );
      expect(
        results.every(({ trial }) => trial.parameters.deed === 'count'),
        'A trial that was stopped has a result.',
      );
    }),
    study('its signal stops it while it waits for a trial', async (rig) => {
      const controller = new AbortController();
      async function* given() {
        setTimeout(() => controller.abort(), 50);
        yield* await new Promise<TrialSpec[]>(() => undefined);
      }
      for await (const _ of rig.executor.run(given(), rig.options(controller.signal)))
        expect(false, 'There is a result without a trial.');
    }),
    study('its consumer may leave early', async (rig) => {
      const began = performance.now();
      const trials = [trial('count', 0), trial('wait', 1), trial('wait', 2)];
      for await (const _ of rig.executor.run(listed(trials), rig.options())) break;
      expect(
        performance.now() - began < (patience + 10) * 1000,
        'The executor does not end with its consumer.',
      );
    }),
    ...(separate ? ofSeparateProcesses(study) : ofThisProcess(study)),
  ];
}

type Study = (name: string, run: (rig: Rig) => Promise<void>) => ConformanceCase;

function ofThisProcess(study: Study): ConformanceCase[] {
  return [
    study('a function is run as a module is', async ({ executor, options }) => {
      const function_: TrialFunction = async ({ seed }) => ({
        parts: { validation: { scores: { task: { score: seed / 10 } } } },
      });
      const trials = [trial('count', 1)];
      const results: TrialResult[] = [];
      for await (const result of executor.run(listed(trials), { ...options(), run: function_ }))
        results.push(result);
      expectOneEach(results, trials);
      for (const result of results) expectDone(result);
    }),
  ];
}

function ofSeparateProcesses(study: Study): ConformanceCase[] {
  return [
    study('a function is refused', async ({ executor, options }) => {
      const function_: TrialFunction = async () => ({ parts: {} });
      let code: unknown;
      try {
        for await (const _ of executor.run(listed([trial('count', 1)]), { ...options(), run: function_ }))
          break;
      } catch (error) {
        code = error instanceof Error && 'code' in error ? error.code : error;
      }
      expectSame(code, 'invalid-argument', 'A function is not refused.');
    }),
    study('a trial whose worker is killed is run once more', async ({ run }) => {
      const trials = [trial('count', 0), trial('die-once', 1), trial('count', 2)];
      const { results, news } = await run(trials);
      expectOneEach(results, trials);
      for (const result of results) expectDone(result);
      const retries = news.filter((event) => event.type === 'retry');
      expect(retries.length === 1, `The loss of one worker is told ${retries.length} times.`);
    }),
    study('a trial whose worker is killed again has failed, and the others go on', async ({ run }) => {
      const trials = [trial('die', 0), trial('count', 1), trial('count', 2)];
      const { results } = await run(trials);
      expectOneEach(results, trials);
      for (const result of results)
        if (result.trial.seed > 0) expectDone(result);
        else {
          expect(result.status === 'failed', 'A trial that kills its worker is not recorded as failed.');
          expectSame(result.error.code, 'worker-lost', 'The error of a lost worker has another code.');
          expect(result.error.message !== '', 'The error of a lost worker says nothing.');
        }
    }),
  ];
}

interface Rig {
  readonly executor: Executor;
  options(signal?: AbortSignal): ExecutorOptions;
  run(
    trials: readonly TrialSpec[],
  ): Promise<{ readonly results: TrialResult[]; readonly news: TrialProgress[] }>;
}

function createRig(executor: Executor, place: { readonly folder: string; readonly module: string }): Rig {
  const options = (signal?: AbortSignal): ExecutorOptions => ({
    study: 'conformance',
    run: place.module,
    folder: place.folder,
    ...(signal !== undefined && { signal }),
  });
  return {
    executor,
    options,
    async run(trials) {
      const results: TrialResult[] = [];
      const news: TrialProgress[] = [];
      const progress = (event: TrialProgress) => void news.push(event);
      for await (const result of executor.run(listed(trials), { ...options(), progress }))
        results.push(result);
      return { results, news };
    },
  };
}

async function* listed(trials: readonly TrialSpec[]): AsyncGenerator<TrialSpec, void> {
  yield* trials;
}

function trial(deed: Deed, seed: number): TrialSpec {
  return { id: `${deed}-${seed}`, arm: deed, seed, parameters: { deed } };
}

function expectOneEach(results: readonly TrialResult[], trials: readonly TrialSpec[]): void {
  const names = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id).sort();
  expectSame(
    names(results.map((result) => result.trial)),
    names(trials),
    'The trials do not have exactly one result each.',
  );
}

function expectDone(result: TrialResult): void {
  const { trial } = result;
  expect(result.status === 'done', `Trial '${trial.id}' failed.`);
  expectSame(
    result.outcome.parts.validation?.scores,
    { task: { score: trial.seed / 10 } },
    `Trial '${trial.id}' has another outcome.`,
  );
}
