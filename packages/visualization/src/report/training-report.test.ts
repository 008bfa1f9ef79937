import type { TrainingHistory } from '@tomoni/spec';
import { expect, it } from 'vitest';
import { trainingReport } from './training-report.js';

const history: TrainingHistory = {
  tasks: ['kind', 'words'],
  entries: [
    {
      step: 20,
      epoch: 2,
      train: { kind: 0.5, words: 3 },
      weights: { kind: 1, words: 0.5 },
      learningRates: { encoder: 1e-3 },
      seconds: 4.25,
      validation: { kind: { loss: 0.6 } },
    },
  ],
  monitor: { task: 'kind', score: 'loss', better: 'lower' },
  best: { step: 20, value: 0.6 },
  stopped: { words: 12 },
  cache: { hits: 3, misses: 1 },
};

it('says how a run ended, and draws its curves', () => {
  const page = trainingReport(history, { title: 'Spam & ham', language: 'ja' });
  expect(page).toContain('<h1>Spam &amp; ham</h1>');
  expect(page).toContain('<html lang="ja">');
  for (const fact of [
    '20',
    '4.25',
    'loss of kind, lower is better',
    '0.6 after 20 updates',
    'words after 12 updates',
  ])
    expect(page).toContain(`<dd>${fact}</dd>`);
  expect(page).toContain('found in the cache for 75 % of the texts');
  expect(page).not.toContain('Balance of the tasks');
});

it('has a chapter for gradients where they were compared, and nothing to show of a run without steps', () => {
  expect(trainingReport({ ...history, gradients: [] })).toContain('Balance of the tasks');
  const { monitor, tasks } = history;
  expect(trainingReport({ tasks, monitor, entries: [] })).toContain('Nothing was measured.');
});
