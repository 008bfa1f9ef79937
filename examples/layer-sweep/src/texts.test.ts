import { expect, it } from 'vitest';
import { readEmoji } from './texts.js';

it('keeps the texts that the encoder is pretrained on out of the study', () => {
  const { rows, others, description } = readEmoji();
  const texts = Array.from(rows, ({ text }) => text);
  expect(new Set([...texts, ...others]).size).toBe(texts.length + others.length);
  const counts = new Map<string, number>();
  for (const { topic } of rows) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  expect(counts.size).toBe(7);
  expect(new Set(counts.values()).size).toBe(1);
  expect(description).toMatch(/^Names and keywords of emoji in Japanese/);
});
