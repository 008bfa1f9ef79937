import { expect, it } from 'vitest';
import { readEmojiTasks } from './tasks.js';

it('keeps the test texts of every task out of the training texts of all', () => {
  const { tasks, description } = readEmojiTasks(40);
  const all = Object.values(tasks);
  const trained = new Set(
    all.flatMap(({ train, validation }) => [...train, ...validation]).map((row) => row.text),
  );
  expect(all).toHaveLength(5);
  for (const { train, validation, test } of all) {
    expect(train.length + validation.length + test.length).toBe(80);
    expect(test.some((row) => trained.has(row.text))).toBe(false);
    expect(new Set(train.map((row) => row.label)).size).toBe(2);
  }
  expect(description).toMatch(/5 tasks of two classes, 40 texts of each/);
});
