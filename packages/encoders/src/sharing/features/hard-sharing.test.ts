import type { EncoderConfig, HiddenStates, Positions } from '@tomoni/spec';
import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { hardSharing } from './hard-sharing.js';

const encoder: EncoderConfig = {
  kind: 'test',
  name: 'test',
  depth: 2,
  hiddenSize: 8,
  maxLength: 4,
  vocabularySize: 0,
};
const tasks = [
  { task: 'topic', layer: 2, reads: { over: 'texts', pooling: 'mean' } },
  { task: 'pos', layer: 1, reads: { over: 'tokens' } },
] as const;
const positions: Positions = { rows: Int32Array.of(0), columns: Int32Array.of(1) };

describe('hardSharing', () => {
  const module = hardSharing().build({ encoder, tasks, parameters: [], rng: createRng(1) });

  it('asks for what each task reads, and has no variables', () => {
    expect(module.demand('topic')).toEqual([{ layer: 2, read: 'pooled', pooling: 'mean' }]);
    expect(module.demand('pos', positions)).toEqual([{ layer: 1, read: 'positions', positions }]);
    expect(module.variables).toEqual({});
  });

  it('hands out the hidden states as they are', () => {
    const calls: unknown[][] = [];
    const states = {
      pooled: (...args: unknown[]) => calls.push(['pooled', ...args]),
      at: (...args: unknown[]) => calls.push(['at', ...args]),
    } as unknown as HiddenStates;
    module.features(states, 'topic');
    module.features(states, 'pos', positions);
    expect(calls).toEqual([
      ['pooled', 2, 'mean'],
      ['at', 1, positions],
    ]);
  });

  it('knows the width of each layer', () => {
    expect(module.width('topic')).toBe(8);
    const uneven = hardSharing().build({
      encoder: { ...encoder, widths: [3, 5, 8] },
      tasks,
      parameters: [],
      rng: createRng(1),
    });
    expect(uneven.width('pos')).toBe(5);
  });

  it('refuses an unknown task, and tokens without positions', () => {
    expect(() => module.width('mood')).toThrow(/'mood'/);
    expect(() => module.demand('pos')).toThrow(/not told which/);
  });
});
