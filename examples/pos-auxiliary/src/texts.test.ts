import { describe, expect, it } from 'vitest';
import { readEmoji } from './texts.js';

describe('readEmoji', () => {
  it('has as many texts of each of seven topics, none twice', () => {
    const { rows, description } = readEmoji();
    const texts = Array.from(rows, ({ text }) => text);
    expect(new Set(texts).size).toBe(texts.length);
    const counts = new Map<string, number>();
    for (const { topic } of rows) counts.set(topic, (counts.get(topic) ?? 0) + 1);
    expect(counts.size).toBe(7);
    expect(new Set(counts.values()).size).toBe(1);
    expect(description).toMatch(/^Names and keywords of emoji in Japanese/);
  });
});
