import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { study } from '../study/study.js';
import type { StudyCallback, StudyEvent } from '../study/study-event.js';
import { trial } from '../trials/trial.js';
import { progressPage } from './progress-page.js';
import { standingText } from './standing-text.js';
import { studyProgress } from './study-progress.js';

const folder = mkdtempSync(join(tmpdir(), 'tomoni-progress-'));
afterAll(() => rmSync(folder, { recursive: true }));

let serial = 0;
function run(callback: StudyCallback) {
  return study({
    name: 'shown',
    trials: [1, 2, 3].map((seed) => trial({ arm: 'a <b>', seed, parameters: {} })),
    run: async ({ seed }) => {
      if (seed === 2) throw new Error('No memory & no luck.');
      return { parts: { validation: { scores: { task: { accuracy: seed / 10 } } } } };
    },
    plan: { task: 'task', score: 'accuracy', baseline: 'a <b>' },
    folder: join(folder, `study-${serial++}`),
    callbacks: [callback],
  });
}

function memoryStream(columns?: number) {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return {
    stream: columns === undefined ? stream : Object.assign(stream, { isTTY: true, columns }),
    text: () => chunks.join(''),
  };
}

const standing = { total: 320, finished: 12, failed: 1, secondsLeft: 83 };

describe('studyProgress', () => {
  it('writes plain lines where there is no terminal', async () => {
    const { stream, text } = memoryStream();
    await run(studyProgress({ stream }));
    expect(text().split('\n')).toEqual([
      'study shown, in-process: 0 of 3 trials',
      expect.stringMatching(/^trial a-b-[0-9a-f]{16} failed: No memory & no luck\.$/),
      'done: 3 of 3 trials, 1 failed',
      '',
    ]);
  });

  it('breaks a long silence', async () => {
    vi.useFakeTimers();
    const { stream, text } = memoryStream();
    const callback = studyProgress({ stream });
    const event: StudyEvent = {
      type: 'trial-progress',
      trial: trial({ arm: 'a', seed: 1, parameters: {} }),
      fraction: 0.5,
      standing,
    };
    await callback(event);
    vi.advanceTimersByTime(11_000);
    await callback(event);
    await callback(event);
    vi.useRealTimers();
    expect(text()).toBe('12 of 320 trials, 1 failed, 1:23 left\n');
  });

  it('keeps a line up to date on a terminal, and leaves it whole', async () => {
    const { stream, text } = memoryStream(120);
    await run(studyProgress({ stream }));
    expect(text()).toMatch(/░ 0 % 0 of 3 trials/);
    expect(text()).toMatch(/failed: No memory & no luck\.\n/);
    expect(text()).toMatch(/█ 100 % 3 of 3 trials, 1 failed/);
    expect(text().endsWith('done: 3 of 3 trials, 1 failed\n')).toBe(true);
    expect(text()).not.toContain('\u001b[?');
  });
});

describe('progressPage', () => {
  it('is whole from the start, loads itself again while the study runs, and ends', async () => {
    const path = join(folder, 'deep', 'progress.html');
    const page = progressPage(path);
    const seen: string[] = [];
    await run(async (event) => {
      await page(event);
      seen.push(readFileSync(path, 'utf8'));
    });
    expect(existsSync(path)).toBe(true);
    for (const html of seen) expect(html.trimEnd().endsWith('</html>')).toBe(true);
    expect(seen[0]).toContain('http-equiv="refresh"');
    const last = seen.at(-1) as string;
    expect(last).not.toContain('http-equiv="refresh"');
    expect(last).toContain('Done: 3 of 3 trials, 1 failed.');
    expect(last).toContain('a &lt;b&gt;');
    expect(last).toContain('No memory &amp; no luck.');
    expect(last).toContain('0.2000 ± 0.1414');
    expect(last).not.toMatch(/https?:\/\//);
  });
});

describe('standingText', () => {
  it.each([
    [standing, '12 of 320 trials, 1 failed, 1:23 left'],
    [{ total: undefined, finished: 12, failed: 0, secondsLeft: undefined }, '12 trials'],
    [{ total: 3, finished: 3, failed: 0, secondsLeft: 0 }, '3 of 3 trials'],
  ])('says %o', (value, text) => {
    expect(standingText(value)).toBe(text);
  });
});
