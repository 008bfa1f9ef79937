import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Executor, JsonObject, TrialFunction, TrialOutcome, TrialSpec } from '@tomoni/spec';
import { TomoniError } from '@tomoni/spec';
import { afterAll, describe, expect, it } from 'vitest';
import type { AnalysisPlan } from '../analysis/plan/analysis-plan.js';
import { openStudy } from '../results/open-study.js';
import { journalLine } from '../store/journal-line.js';
import { trial } from '../trials/trial.js';
import type { AdaptiveTrials } from '../trials/trial-source.js';
import { type StudyOptions, study } from './study.js';
import type { StudyEvent } from './study-event.js';

const root = mkdtempSync(join(tmpdir(), 'tomoni-study-'));
afterAll(() => rmSync(root, { recursive: true }));

type Parameters = { readonly gain: number; readonly control?: 'noise' };
const plan: AnalysisPlan = { task: 'interest', score: 'accuracy', baseline: 'none' };
const outcome = (value: number): TrialOutcome => ({
  parts: {
    validation: {
      scores: { interest: { accuracy: value } },
      predictions: { interest: [value, 1, 'ja', null] },
      labels: { interest: [1, 1, 'ja', null] },
    },
    test: { scores: { interest: { accuracy: value - 0.1 } } },
  },
  extra: { kept: true },
});
const value = ({ seed, parameters }: TrialSpec<Parameters>) => 0.5 + parameters.gain + seed / 1000;
const arms = { none: 0, some: 0.1, much: 0.2 };
const trials = Object.entries(arms).flatMap(([arm, gain]) =>
  [1, 2, 3].map((seed) => trial<Parameters>({ arm, seed, parameters: { gain } })),
);

let serial = 0;
const freshFolder = () => join(root, `${serial++}`);
const journalOf = (folder: string) => join(folder, 'results.jsonl');

function options(change: Partial<StudyOptions<Parameters>> = {}): StudyOptions<Parameters> {
  return {
    name: 'gains',
    trials,
    run: async (trial) => outcome(value(trial)),
    plan,
    folder: freshFolder(),
    ...change,
  };
}

function counting(run: TrialFunction<Parameters> = async (trial) => outcome(value(trial))) {
  const ran: string[] = [];
  const counted: TrialFunction<Parameters> = (trial, context) => {
    ran.push(trial.id);
    return run(trial, context);
  };
  return { ran, run: counted };
}

async function events<P extends JsonObject>(study: AsyncIterable<StudyEvent<P>>): Promise<StudyEvent<P>[]> {
  const all: StudyEvent<P>[] = [];
  for await (const event of study) all.push(event);
  return all;
}

describe('a study', () => {
  it('runs every trial once, and keeps scores, examples and the rest', async () => {
    const { ran, run } = counting();
    const results = await study(options({ run }));
    expect(ran).toEqual(trials.map(({ id }) => id));
    expect(results.trials.map(({ trial }) => trial)).toEqual(trials);
    expect(results.failed).toEqual([]);
    expect(results.scores().map((score) => score.value)).toEqual(trials.map(value));
    expect(Object.keys(results.byArm())).toEqual(['none', 'some', 'much']);
    const id = trials[4]?.id as string;
    const expected = outcome(value(trials[4] as TrialSpec<Parameters>)).parts.validation;
    expect(await results.examples(id, 'validation')).toEqual({
      predictions: expected?.predictions,
      labels: expected?.labels,
    });
    expect(results.scoreTable(id, 'validation')).toEqual(expected?.scores);
    expect(await results.extra(id)).toEqual({ kept: true });
    expect(await results.history(id)).toBeUndefined();
    expect(await openStudy(results.folder)).toMatchObject({ name: 'gains', trials: results.trials });
  });

  it('tells what happens, in order, with the time left', async () => {
    const run: TrialFunction<Parameters> = async (trial, { progress }) => {
      progress(0.5);
      return outcome(value(trial));
    };
    const told: StudyEvent[] = [];
    const all = await events(
      study(options({ run, trials: trials.slice(0, 2), callbacks: [(event) => void told.push(event)] })),
    );
    expect(all.map(({ type }) => type)).toEqual([
      'start',
      ...['trial-start', 'trial-progress', 'trial-end', 'trial-start', 'trial-progress', 'trial-end'],
      'end',
    ]);
    expect(told).toEqual(all);
    expect(all[0]).toMatchObject({ standing: { total: 2, finished: 0, secondsLeft: undefined } });
    expect(all[3]).toMatchObject({
      value: 0.501,
      standing: { finished: 1, secondsLeft: expect.any(Number) },
    });
    expect(all[7]).toMatchObject({ standing: { total: 2, finished: 2, failed: 0, secondsLeft: 0 } });
  });

  it('goes on with what has no result, and runs added trials alone', async () => {
    const folder = freshFolder();
    await study(options({ folder, trials: trials.slice(0, 5) }));
    const { ran, run } = counting();
    const results = await study(options({ folder, run }));
    expect(ran).toEqual(trials.slice(5).map(({ id }) => id));
    expect(results.trials).toHaveLength(9);
  });

  it('records a failed trial, goes on, and runs it again when asked', async () => {
    const folder = freshFolder();
    let works = false;
    const run: TrialFunction<Parameters> = async (trial) => {
      if (trial.seed === 2 && !works)
        throw new TomoniError({ code: 'exhausted', what: 'No memory is left.' });
      return outcome(value(trial));
    };
    const first = await study(options({ folder, run }));
    expect(first.failed.map(({ trial, error }) => [trial.seed, error.code, error.message])).toEqual(
      Array.from({ length: 3 }, () => [2, 'exhausted', 'No memory is left.']),
    );
    expect(first.scores()).toHaveLength(6);
    const idle = counting(run);
    await study(options({ folder, run: idle.run }));
    expect(idle.ran).toEqual([]);
    works = true;
    const again = counting(run);
    const results = await study(options({ folder, run: again.run, retryFailed: true }));
    expect(again.ran).toHaveLength(3);
    expect(results.failed).toEqual([]);
    expect(results.trials).toHaveLength(9);
  });

  it('fails a trial whose outcome is not JSON, naming the place', async () => {
    const run: TrialFunction<Parameters> = async () => outcome(Number.NaN);
    const { failed } = await study(options({ run, trials: trials.slice(0, 1) }));
    expect(failed[0]?.error).toMatchObject({
      code: 'invalid-data',
      message: expect.stringContaining('parts.validation.scores.interest.accuracy is NaN'),
    });
  });

  it('merges trials that are there twice, and says so', async () => {
    const { ran, run } = counting();
    const all = await events(study(options({ run, trials: [...trials, ...trials.slice(0, 2)] })));
    expect(ran).toHaveLength(9);
    expect(all[1]).toMatchObject({
      type: 'notice',
      message: expect.stringMatching(/^2 of 11 trials are there more/),
    });
  });

  it('says which arms of the plan have no trial', async () => {
    const misspelt = { ...plan, baseline: 'non', comparisons: [{ arm: 'much' }] };
    const notices = (await events(study(options({ plan: misspelt })))).flatMap((event) =>
      event.type === 'notice' ? [event.message] : [],
    );
    expect(notices).toEqual(["The plan compares the arm 'non', which has no trial."]);
  });

  it('refuses what cannot be run before the first trial', async () => {
    const { ran, run } = counting();
    const [first] = trials as [TrialSpec<Parameters>];
    for (const [change, message] of [
      [{ name: 'Gains!' }, /name of the study/],
      [{ trials: [{ ...first, seed: 7 }] }, /should be called/],
      [
        { trials: [trial({ arm: 'x', seed: 1, parameters: { gain: 0 }, needs: { start: 'y' } })] },
        /not a trial of/,
      ],
      [{ plan: { ...plan, score: 'happiness' } }, /higher or a lower 'happiness'/],
      [{ plan: { ...plan, alpha: 5 } }, /its alpha is 5\. Give a number between 0 and 0\.5/],
      [{ plan: { ...plan, margin: 0 } }, /its margin is 0/],
      [{ plan: { ...plan, test: 'welsh' as 'welch' } }, /its test is 'welsh'\. Name one of welch/],
    ] as const)
      await expect(study(options({ run, ...change }))).rejects.toThrow(message);
    expect(ran).toEqual([]);
  });

  it('stops by its signal, keeps what has finished, and goes on', async () => {
    const folder = freshFolder();
    const controller = new AbortController();
    const { run, ran } = counting(async (trial, { signal }) => {
      if (ran.length === 4) {
        controller.abort();
        signal.throwIfAborted();
      }
      return outcome(value(trial));
    });
    await expect(study(options({ folder, run, signal: controller.signal }))).rejects.toMatchObject({
      code: 'aborted',
    });
    expect((await openStudy(folder)).trials).toHaveLength(3);
    expect((await study(options({ folder, run }))).trials).toHaveLength(9);
    expect(ran).toHaveLength(10);
    await expect(study(options({ signal: AbortSignal.abort() }))).rejects.toMatchObject({ code: 'aborted' });
  });

  it('is done where its signal comes after the last trial', async () => {
    const controller = new AbortController();
    const { run, ran } = counting(async (trial) => {
      if (ran.length === trials.length) setImmediate(() => controller.abort());
      return outcome(value(trial));
    });
    const callbacks = [
      async ({ type }: StudyEvent) => {
        if (type === 'trial-end' && ran.length === trials.length) await new Promise(setImmediate);
      },
    ];
    const results = await study(options({ run, callbacks, signal: controller.signal }));
    expect(controller.signal.aborted).toBe(true);
    expect(results.trials).toHaveLength(9);
  });

  it('fails with what a callback throws, at whatever event', async () => {
    for (const type of ['start', 'trial-start', 'trial-end', 'end'] as const) {
      const callbacks = [
        (event: StudyEvent) => {
          if (event.type === type) throw new Error(`no ${type}`);
        },
      ];
      await expect(study(options({ callbacks }))).rejects.toThrow(`no ${type}`);
    }
  });
});

describe('trials that need others', () => {
  const start = trial<Parameters>({ arm: 'start', seed: 1, parameters: { gain: 0 }, preparation: true });
  const next = trial<Parameters>({
    arm: 'next',
    seed: 1,
    parameters: { gain: 0.1 },
    needs: { start: start.id },
  });
  const last = trial<Parameters>({
    arm: 'last',
    seed: 1,
    parameters: { gain: 0.2 },
    needs: { start: next.id },
  });

  it('run after them, and find their folders', async () => {
    const found: string[] = [];
    const run: TrialFunction<Parameters> = async (trial, { folder, needed }) => {
      if (needed.start !== undefined) found.push(readFileSync(join(needed.start, 'model'), 'utf8'));
      writeFileSync(join(folder, 'model'), trial.arm);
      return outcome(value(trial));
    };
    const results = await study(options({ run, trials: [last, next, start] }));
    expect(results.trials.map(({ trial }) => trial.arm)).toEqual(['start', 'next', 'last']);
    expect(found).toEqual(['start', 'next']);
    expect(Object.keys(results.byArm())).toEqual(['next', 'last']);
    expect(Object.keys(results.byArm({ preparations: true }))).toEqual(['start', 'next', 'last']);
  });

  it('fail with them, and are run with them again', async () => {
    const folder = freshFolder();
    const broken = counting(async () => {
      throw new Error('out of luck');
    });
    const { failed } = await study(options({ folder, run: broken.run, trials: [last, next, start] }));
    expect(broken.ran).toEqual([start.id]);
    expect(failed.map(({ error }) => error.code)).toEqual(['Error', 'need-failed', 'need-failed']);
    const { failed: none } = await study(options({ folder, trials: [last, next, start], retryFailed: true }));
    expect(none).toEqual([]);
  });
});

describe('adaptive trials', () => {
  const climbing: AdaptiveTrials<Parameters> = function* ({ better }) {
    let gain = 0;
    let best = Number.NEGATIVE_INFINITY;
    for (;;) {
      const [score] = yield [trial<Parameters>({ arm: `gain ${gain}`, seed: 1, parameters: { gain } })];
      if (better !== 'higher' || score?.value === undefined || score.value <= best) return;
      best = score.value;
      gain++;
    }
  };
  const run: TrialFunction<Parameters> = async ({ parameters: { gain } }) => outcome(-((gain - 3) ** 2));

  it('get the scores of each round, and are replayed from the store', async () => {
    const folder = freshFolder();
    const first = counting(run);
    const results = await study(options({ folder, run: first.run, trials: climbing }));
    expect(results.trials.map(({ trial }) => trial.parameters.gain)).toEqual([0, 1, 2, 3, 4]);
    truncateSync(journalOf(folder), readFileSync(journalOf(folder)).length - 40);
    const second = counting(run);
    const told = await events(study(options({ folder, run: second.run, trials: climbing })));
    expect(second.ran).toHaveLength(1);
    expect(told.at(-1)).toMatchObject({ type: 'end', standing: { total: 5, finished: 5 } });
  });
});

describe('executors that break the rules', () => {
  const executorOf = (run: Executor['run']): Executor => ({ name: 'odd', run });
  const resultOf = (trial: TrialSpec, shift = 0) => ({
    trial,
    startedAt: new Date(0).toISOString(),
    seconds: 1,
    worker: 'odd',
    status: 'done' as const,
    outcome: outcome(0.5 + shift),
  });

  it('give a second result: the first one stays, and a difference is noticed', async () => {
    const executor = executorOf(async function* (given) {
      for await (const trial of given) {
        yield resultOf(trial);
        yield resultOf(trial, trial.seed === 1 ? 0.2 : 0);
      }
    });
    const { notices, scores } = await study(options({ executor }));
    expect(notices).toHaveLength(3);
    expect(notices[0]).toMatch(/second result that differs/);
    expect(scores).toBeDefined();
  });

  it('give results of other trials, or none', async () => {
    const stranger = trial({ arm: 'stranger', seed: 1, parameters: {} });
    const executor = executorOf(async function* () {
      yield resultOf(stranger);
    });
    await expect(study(options({ executor }))).rejects.toThrow(/without a result of 9 trials/);
  });

  it('throw: the study fails with it, and keeps what it has', async () => {
    const executor = executorOf(async function* (given) {
      for await (const trial of given) {
        yield resultOf(trial);
        throw new Error('the cluster is gone');
      }
    });
    const folder = freshFolder();
    await expect(study(options({ folder, executor }))).rejects.toThrow('the cluster is gone');
    expect((await openStudy(folder)).trials).toHaveLength(1);
  });
});

describe('the store', () => {
  it('opens with what is whole, and says what was lost', async () => {
    const folder = freshFolder();
    await study(options({ folder }));
    const whole = readFileSync(journalOf(folder), 'utf8');
    const lines = whole.split('\n');
    lines[4] = (lines[4] as string).replace('0.503', '0.903');
    writeFileSync(journalOf(folder), lines.join('\n').slice(0, -30));
    const { trials: read, notices } = await openStudy(folder);
    expect(read).toHaveLength(7);
    expect(notices).toEqual([
      expect.stringContaining(`line 5 is damaged: the result of trial '${trials[2]?.id}' is lost`),
      expect.stringContaining(`the last line was cut short: the result of trial '${trials[8]?.id}' is lost`),
    ]);
    const { ran, run } = counting();
    const results = await study(options({ folder, run }));
    expect(ran).toEqual([trials[2]?.id, trials[8]?.id]);
    expect(results.scores().map((score) => score.value)).toEqual(trials.map(value));
  });

  it('opens cut at any byte', async () => {
    const folder = freshFolder();
    await study(options({ folder, trials: trials.slice(0, 2) }));
    const whole = readFileSync(journalOf(folder));
    const header = whole.indexOf(10) + 1;
    const planned = whole.indexOf(10, header) + 1;
    for (let end = 0; end < whole.length; end += end < planned ? 20 : 97) {
      writeFileSync(journalOf(folder), whole.subarray(0, end));
      const results = await study(options({ folder, trials: trials.slice(0, 2) }));
      expect(results.scores().map((score) => score.value)).toEqual([0.501, 0.502]);
    }
  });

  it('keeps scores where examples were lost, and names the damage where they are read', async () => {
    const folder = freshFolder();
    await study(options({ folder }));
    const details = join(folder, 'details.jsonl');
    const bytes = readFileSync(details);
    bytes[3] = (bytes[3] as number) ^ 1;
    writeFileSync(details, bytes.subarray(0, bytes.length - 20));
    const results = await openStudy(folder);
    expect(results.scores()).toHaveLength(9);
    expect(results.notices).toEqual([expect.stringMatching(/details\.jsonl' was cut short: 1 lists/)]);
    await expect(results.examples(trials[0]?.id as string, 'validation')).rejects.toMatchObject({
      code: 'damaged-file',
    });
    expect(await results.examples(trials[1]?.id as string, 'validation')).toBeDefined();
    const more = [...trials, trial<Parameters>({ arm: 'none', seed: 4, parameters: { gain: 0 } })];
    const grown = await study(options({ folder, trials: more }));
    expect(await grown.examples(more[9]?.id as string, 'validation')).toMatchObject({
      labels: { interest: [1, 1, 'ja', null] },
    });
  });

  it('keeps labels that all trials share once', async () => {
    const results = await study(options());
    const text = readFileSync(join(results.folder, 'details.jsonl'), 'utf8');
    expect(text.match(/\[1,1,"ja",null\]/g)).toHaveLength(1);
  });

  it('opens what another version wrote, as far as it is known, and goes on with it', async () => {
    const folder = freshFolder();
    await study(options({ folder }));
    const [, planned, ...results] = readFileSync(journalOf(folder), 'utf8').trimEnd().split('\n');
    const header = { type: 'study', format: 'tomoni-study', version: 2, name: 'gains', at: '' };
    const unlike = { type: 'result', trial: { id: trials[0]?.id }, verdict: 'good' };
    const lines = [journalLine(header), `${planned}\n`, journalLine(unlike), journalLine({ type: 'mood' })];
    writeFileSync(journalOf(folder), `${lines.join('')}${results.slice(1).join('\n')}\n`);
    const opened = await openStudy<Parameters>(folder);
    expect(opened.scores().map((score) => score.value)).toEqual(trials.slice(1).map(value));
    expect(opened.notices).toEqual([
      expect.stringMatching(/was written in format 2 by another version .* read as far as format 1 goes/),
      expect.stringContaining(
        `line 3 is of a kind that is not known: the result of trial '${trials[0]?.id}' is lost`,
      ),
      expect.stringContaining("line 4 is of a kind that is not known: an entry 'mood' is lost"),
    ]);
    const { ran, run } = counting();
    const whole = await study(options({ folder, run }));
    expect(ran).toEqual([trials[0]?.id]);
    expect(whole.scores().map((score) => score.value)).toEqual(trials.map(value));
    const types = readFileSync(journalOf(folder), 'utf8').trimEnd().split('\n').slice(-2);
    expect(types.map((line) => JSON.parse(line))).toMatchObject([
      { type: 'study', version: 1 },
      { type: 'result', trial: { id: trials[0]?.id } },
    ]);
    expect((await openStudy(folder)).trials).toHaveLength(9);
  });

  it('is refused where another study or something else wrote it', async () => {
    const folder = freshFolder();
    await study(options({ folder, trials: [] }));
    await expect(study(options({ folder, name: 'losses' }))).rejects.toMatchObject({ code: 'mismatch' });
    writeFileSync(journalOf(folder), 'step,loss\n');
    await expect(study(options({ folder }))).rejects.toMatchObject({ code: 'damaged-file' });
    await expect(openStudy(freshFolder())).rejects.toMatchObject({ code: 'not-found' });
  });

  it('belongs to one process at a time', async () => {
    const folder = freshFolder();
    const first = study(
      options({
        folder,
        run: async (own) => new Promise((done) => setTimeout(() => done(outcome(value(own))), 5)),
      }),
    );
    await new Promise((done) => setTimeout(done, 20));
    await expect(study(options({ folder }))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(new RegExp(`^Process ${process.pid} on .* works on the study`)),
    });
    await first;
    await study(options({ folder }));
  });
});

describe('the plan', () => {
  it('is stored before the first trial', async () => {
    const results = await study(options());
    const types = readFileSync(journalOf(results.folder), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).type);
    expect(types.slice(0, 3)).toEqual(['study', 'plan', 'result']);
    expect(results.plan).toMatchObject({ current: plan, trialsBefore: 0, amendments: [] });
  });

  it('is known to be stored too late where the first one was lost, whatever the clocks say', async () => {
    const folder = freshFolder();
    await study(options({ folder }));
    const lines = readFileSync(journalOf(folder), 'utf8').split('\n');
    writeFileSync(journalOf(folder), lines.filter((_, i) => i !== 1).join('\n'));
    const { plan: again } = await study(options({ folder, amendment: 'The file was damaged.' }));
    expect(again).toMatchObject({ trialsBefore: 9, amendments: [] });
    const changed = { ...plan, test: 'student' } as const;
    const { plan: later } = await study(options({ folder, plan: changed, amendment: 'Equal variances.' }));
    expect(later).toMatchObject({ current: changed, trialsBefore: 9, amendments: [{ trials: 9 }] });
  });

  it('may change before there are results; later it is refused, or amended with a reason', async () => {
    const folder = freshFolder();
    await study(options({ folder, trials: [], plan: { ...plan, test: 'student' } }));
    await study(options({ folder }));
    const changed = { ...plan, test: 'permutation' } as const;
    const refused = study(options({ folder, plan: changed }));
    await expect(refused).rejects.toMatchObject({
      code: 'mismatch',
      message: expect.stringMatching(/differs from the stored one in 'test', and there are 9 results/),
    });
    const { plan: stored } = await study(options({ folder, plan: changed, amendment: 'Scores are skewed.' }));
    expect(stored).toMatchObject({
      current: changed,
      amendments: [{ reason: 'Scores are skewed.', before: plan, trials: 9, testOpened: false }],
    });
    expect((await openStudy(folder)).plan).toEqual(stored);
  });
});

describe('the test part', () => {
  it('stays sealed until an arm was selected on the validation part', async () => {
    const results = await study(options());
    expect(() => results.scores({ part: 'test' })).toThrow(/'test' is sealed/);
    expect(() => results.scoreTable(trials[0]?.id as string, 'test')).toThrow(/sealed/);
    await expect(results.openTest()).rejects.toThrow(/no arm was selected/);
    const selection = await results.selectBest();
    expect(selection).toMatchObject({ arm: 'much', part: 'validation', better: 'higher' });
    expect(selection.candidates.map(({ arm, trials }) => [arm, trials])).toEqual([
      ['much', 3],
      ['some', 3],
      ['none', 3],
    ]);
    const test = await results.openTest();
    expect(test.byArm().much?.map((score) => score.value)).toEqual(
      trials.slice(6).map((own) => value(own) - 0.1),
    );
    expect(test.opening).toMatchObject({ arm: 'much', trials: 9 });
    expect(test.warnings).toEqual([]);
    expect(() => results.scores({ part: 'test' })).toThrow(/sealed/);
  });

  it('is not opened for a control, unless it is named', async () => {
    const control = trial<Parameters>({ arm: 'noise', seed: 1, parameters: { gain: 0.3, control: 'noise' } });
    const results = await study(options({ trials: [...trials, control] }));
    expect((await results.selectBest()).arm).toBe('much');
    expect((await results.selectBest({ arms: ['much', 'noise'] })).arm).toBe('noise');
  });

  it('is opened once for a selection; another one is named', async () => {
    const { folder } = await study(options());
    const results = await openStudy<Parameters>(folder);
    await results.selectBest();
    await results.openTest();
    expect((await results.openTest()).warnings).toEqual([]);
    const reopened = await openStudy<Parameters>(folder);
    expect(reopened.openings).toHaveLength(1);
    await reopened.selectBest({ arms: ['none', 'some'] });
    const { warnings } = await reopened.openTest();
    expect(warnings).toEqual([
      expect.stringMatching(/was opened before, on .* for 'much', and now for 'some'/),
    ]);
    expect((await openStudy(folder)).openings).toHaveLength(2);
  });

  it('is opened for all arms where the comparisons were planned', async () => {
    const results = await study(options());
    const test = await results.openTest({ selected: false });
    expect(test.opening.arm).toBeNull();
    expect(test.scores()).toHaveLength(9);
  });

  it('says which scores there are where one is asked for that no trial has', async () => {
    const results = await study(options());
    expect(() => results.scores({ score: 'f1' })).toThrow(/These are there: .*validation interest accuracy/);
  });
});
