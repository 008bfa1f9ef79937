import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { encodingOf } from '../fixtures/torch-fixture.js';
import { transformerInput } from './transformer-input.js';

const limits = { maxLength: 64, vocabularySize: 10, types: 0, paddingId: 0 };

/** The rows that layers are computed for, of texts with these numbers of tokens. */
function rowsOf(lengths: readonly number[]): readonly number[] | undefined {
  const input = transformerInput(
    lengths.map((length) => encodingOf(new Array(length).fill(1))),
    limits,
  );
  input.dispose();
  return input.present && [...input.present];
}

function tokenRows(lengths: readonly number[]): number[] {
  const longest = Math.max(...lengths);
  return lengths.flatMap((length, text) => Array.from({ length }, (_, token) => text * longest + token));
}

describe('the rows that are no padding', () => {
  it.each([
    { lengths: [24, 3, 17, 9], count: 64 },
    { lengths: [5, 24], count: 32 },
    { lengths: [24, 24, 16, 16], count: 80 },
  ])('are all tokens of $lengths, filled up to $count, in order', ({ lengths, count }) => {
    const rows = rowsOf(lengths) ?? [];
    expect(rows).toHaveLength(count);
    expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
    expect(rows).toEqual(expect.arrayContaining(tokenRows(lengths)));
    expect(rows.every((row) => row < lengths.length * Math.max(...lengths))).toBe(true);
  });

  it.each([[[24, 24]], [[17, 16]], [[4, 3]]])('are all rows where there is little padding: %j', (lengths) => {
    const before = tf.memory().numTensors;
    expect(rowsOf(lengths)).toBeUndefined();
    expect(tf.memory().numTensors).toBe(before);
  });
});
