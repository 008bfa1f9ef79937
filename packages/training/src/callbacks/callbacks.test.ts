import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { HistoryEntry, TrainingEvent } from '@tomoni/spec';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Callback } from '../run/fit-options.js';
import { durationText, endText } from './event-text.js';
import { historyFile } from './history-file.js';
import { progressBar } from './progress-bar.js';
import { followRun } from './run-progress.js';

function memoryStream(terminal: { readonly columns: number } | undefined) {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return {
    stream: terminal ? Object.assign(stream, { isTTY: true, columns: terminal.columns }) : stream,
    text: () => chunks.join(''),
  };
}

const entry = (step: number): HistoryEntry => ({
  step,
  epoch: step / 10,
  train: { interest: 0.5, pos: 1.25 },
  weights: { interest: 1, pos: 0.5 },
  validation: { interest: { loss: 0.4321, rmse: 0.6 }, pos: { loss: 1.5 } },
  learningRates: { encoder: 5e-5 },
  seconds: 83,
});
const start = (step = 0): TrainingEvent => ({
  type: 'start',
  tasks: ['interest', 'pos'],
  stepsPerEpoch: 10,
  maxEpochs: 2,
  totalSteps: 20,
  step,
});
const step = (index: number): TrainingEvent => ({
  type: 'step',
  step: index,
  epoch: Math.floor((index - 1) / 10),
  losses: { interest: index, pos: 1 },
  weights: { interest: 1, pos: 0.5 },
  gradientNorm: 1,
  tokens: 100,
  seconds: 0.1,
});
const evaluation = (index: number): TrainingEvent => ({
  type: 'evaluation',
  entry: entry(index),
  improved: true,
});
const end: TrainingEvent = {
  type: 'end',
  reason: 'epochs',
  history: {
    tasks: ['interest', 'pos'],
    entries: [entry(20)],
    monitor: { task: 'interest', score: 'loss', better: 'lower' },
    best: { step: 20, value: 0.4321 },
  },
};
const wholeRun: readonly TrainingEvent[] = [
  { type: 'preparation', what: 'encoding texts', done: 0, total: 40 },
  { type: 'preparation', what: 'encoding texts', done: 40, total: 40 },
  start(),
  { type: 'notice', message: '3 texts were cut.' },
  step(1),
  step(2),
  evaluation(10),
  step(11),
  evaluation(20),
  end,
];

async function tell(callback: Callback, events: readonly TrainingEvent[]): Promise<void> {
  const control = { stop: () => {} };
  for (const event of events) await callback(event, control);
}

describe('progressBar without a terminal', () => {
  it('writes a line per phase, notice and evaluation, evaluations not too often', async () => {
    vi.useFakeTimers();
    const { stream, text } = memoryStream(undefined);
    const callback = progressBar({ stream });
    await tell(callback, wholeRun.slice(0, 1));
    vi.advanceTimersByTime(3000);
    await tell(callback, wholeRun.slice(1, 6));
    vi.advanceTimersByTime(3000);
    await tell(callback, wholeRun.slice(6));
    vi.useRealTimers();
    const lines = text().split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'encoding texts: 40 of 40',
      'training interest, pos: 20 steps, 10 per epoch',
      '3 texts were cut.',
    ]);
    expect(lines[3]).toMatch(
      /^epoch 1, step 10: train interest 0.500, pos 1.25; validation interest 0.432, pos 1.50 \(best so far\); \d+ s left at most$/,
    );
    expect(lines.slice(4)).toEqual([
      'done, as all epochs are done; step 20, epoch 2, 1:23; best at step 20: interest loss 0.4321',
      '',
    ]);
  });

  it('breaks a long silence', async () => {
    vi.useFakeTimers();
    const { stream, text } = memoryStream(undefined);
    const callback = progressBar({ stream });
    await tell(callback, [start(), step(1)]);
    vi.advanceTimersByTime(11_000);
    await tell(callback, [step(2), step(3)]);
    expect(text().match(/^step .*$/gm)).toEqual(['step 2 of 20: interest 1.50, pos 1.00; 1:39 left at most']);
    vi.useRealTimers();
  });
});

describe('progressBar on a terminal', () => {
  it('draws bars, prints notices above them, and ends with how the run ended', async () => {
    const { stream, text } = memoryStream({ columns: 200 });
    await tell(progressBar({ stream }), wholeRun);
    expect(text()).toContain('encoding texts ░░░░░░░░░░░░░░░░░░░░░░░░ 0 % ');
    expect(text()).toContain('3 texts were cut.\n');
    expect(text()).toContain('epoch 2 of 2');
    expect(text()).toContain('train interest 11.0, pos 1.00 · validation interest 0.432, pos 1.50');
    expect(
      text().endsWith(
        'done, as all epochs are done; step 20, epoch 2, 1:23; best at step 20: interest loss 0.4321\n',
      ),
    ).toBe(true);
  });

  it('never hides the cursor or turns off line wrapping, and fits the width', async () => {
    const { stream, text } = memoryStream({ columns: 30 });
    await tell(
      progressBar({ stream }),
      wholeRun.slice(2, -1).concat({ type: 'failure', error: new Error() }),
    );
    expect(text()).not.toContain('\u001b[?');
    const drawn = text()
      .split(/[\n\r]/)
      .flatMap((line) => line.split(String.fromCharCode(27)))
      .filter((line) => line.includes('training'))
      .map((line) => line.replace(/^\[\w+/, ''));
    expect(drawn.length).toBeGreaterThan(0);
    for (const line of drawn) expect(line.length).toBeLessThanOrEqual(30);
  });

  it.each(['end', 'failure'] as const)('leaves no timer behind after %s', async (how) => {
    vi.useFakeTimers();
    const { stream } = memoryStream({ columns: 80 });
    const last: TrainingEvent = how === 'end' ? end : { type: 'failure', error: new Error() };
    await tell(progressBar({ stream }), [start(), step(1), last]);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});

describe('followRun', () => {
  it('counts the time of a resumed run from where it went on', () => {
    let now = 0;
    const run = followRun(start(10) as Parameters<typeof followRun>[0], () => now);
    expect(run.secondsLeft()).toBeUndefined();
    now = 4;
    run.add(step(12) as Parameters<typeof run.add>[0]);
    expect(run.secondsLeft()).toBe(16);
  });
});

it('says how often frozen layers were found', () => {
  const end = wholeRun.at(-1) as Extract<TrainingEvent, { type: 'end' }>;
  const history = { ...end.history, cache: { hits: 120, misses: 40 } };
  expect(endText({ ...end, history })).toMatch(/; frozen layers found 120 times, run for 40 texts$/);
});

it.each([
  [8.4, '8 s'],
  [83, '1:23'],
  [600, '10:00'],
  [7384, '2:03:04'],
  [-1, '0 s'],
])('%f seconds read %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

describe('historyFile', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tomoni-history-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('writes an entry per line, anew for a new run', async () => {
    const path = join(folder, 'deep', 'history.jsonl');
    await tell(historyFile(path), [start(), evaluation(10)]);
    await tell(historyFile(path), [start(), evaluation(10), evaluation(20)]);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([entry(10), entry(20)]);
  });

  it('keeps what a resumed run had reached, and drops what it does again', async () => {
    const path = join(folder, 'history.jsonl');
    await tell(historyFile(path), [start(), evaluation(10), evaluation(15)]);
    await appendFile(path, '{"step": 2');
    await tell(historyFile(path), [start(10), evaluation(15), evaluation(20)]);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).step)).toEqual([10, 15, 20]);
  });

  it('refuses to go on in a file of another kind', async () => {
    const path = join(folder, 'history.jsonl');
    await appendFile(path, 'step,loss\n1,2\n');
    await expect(tell(historyFile(path), [start(10)])).rejects.toThrow('is not a history entry');
  });
});
