import type { TaggedSpan } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { expectClose, reference } from '../../fixtures/reference.js';
import { spanScores } from './span-scores.js';

const { tagging } = reference<{
  tagging: {
    actual: TaggedSpan[][];
    predicted: TaggedSpan[][];
    perTag: object;
    averages: object;
  }[];
}>('metrics');

const span = (start: number, end: number, tag: string): TaggedSpan => ({ start, end, tag });

describe('spanScores', () => {
  it.each(tagging)('agrees with seqeval', ({ actual, predicted, perTag, averages }) => {
    expectClose(spanScores(actual, predicted), { perTag, ...averages });
  });

  it('wants start, end and tag to be right', () => {
    const truth = [[span(0, 4, 'noun')]];
    const f1 = (guess: TaggedSpan) => spanScores(truth, [[guess]]).micro.f1;
    expect(f1(span(0, 4, 'noun'))).toBe(1);
    expect(f1(span(1, 4, 'noun'))).toBe(0);
    expect(f1(span(0, 5, 'noun'))).toBe(0);
    expect(f1(span(0, 4, 'verb'))).toBe(0);
  });

  it('does not mix up texts, and counts a repeated span once', () => {
    expect(spanScores([[span(0, 1, 'a')], []], [[], [span(0, 1, 'a')]]).micro.f1).toBe(0);
    const repeated = spanScores([[span(0, 1, 'a'), span(0, 1, 'a')]], [[span(0, 1, 'a'), span(0, 1, 'a')]]);
    expect(repeated.perTag.a).toEqual({ precision: 1, recall: 1, f1: 1, support: 1 });
  });

  it('takes any tag, and none at all', () => {
    expect(Object.keys(spanScores([[span(0, 1, '__proto__')]], [[]]).perTag)).toEqual(['__proto__']);
    expect(spanScores([[]], [[]])).toMatchObject({ perTag: {}, micro: { f1: 0 }, macro: { f1: 0 } });
  });

  it('refuses unequal numbers of texts', () => {
    expect(() => spanScores([[]], [])).toThrow('There are 1 texts with actual spans but 0 texts');
  });
});
