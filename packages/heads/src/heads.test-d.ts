import type { LabelOf, PredictionOf, ScoresOf, TaggedSpan } from '@tomoni/spec';
import { expectTypeOf, it } from 'vitest';
import { classification, multiLabel, ordinal, regression, tokenTagging } from './index.js';

it('takes classes from the labels alone', () => {
  const listed = classification({ labels: ['a', 'b'], classWeights: { a: 2 } });
  expectTypeOf<LabelOf<typeof listed>>().toEqualTypeOf<'a' | 'b'>();
  expectTypeOf<PredictionOf<typeof listed>['label']>().toEqualTypeOf<'a' | 'b'>();
  expectTypeOf<PredictionOf<typeof listed>['probabilities']>().toEqualTypeOf<
    Readonly<Record<'a' | 'b', number>>
  >();
  expectTypeOf<ScoresOf<typeof listed>['macroF1']>().toEqualTypeOf<number>();

  const learnt = classification({ classWeights: { a: 2 }, threshold: { label: 'a', probability: 0.3 } });
  expectTypeOf<LabelOf<typeof learnt>>().toEqualTypeOf<string>();

  const stars = classification({ labels: [1, 2, 3] });
  expectTypeOf<LabelOf<typeof stars>>().toEqualTypeOf<1 | 2 | 3>();

  const names = ['x', 'y'] as string[];
  const dynamic = classification({ labels: names });
  expectTypeOf<LabelOf<typeof dynamic>>().toEqualTypeOf<string>();
});

it('refuses a class that is not among the labels', () => {
  // @ts-expect-error: 'c' is no label
  classification({ labels: ['a', 'b'], classWeights: { c: 1 } });
  // @ts-expect-error: 'c' is no label
  classification({ labels: ['a', 'b'], threshold: { label: 'c', probability: 0.5 } });
  // @ts-expect-error: 'c' is no label
  multiLabel({ labels: ['a', 'b'], positiveWeights: { c: 1 } });
  // @ts-expect-error: 'c' is no tag
  tokenTagging({ tags: ['a', 'b'], classWeights: { c: 1 } });
});

it('types labels and predictions of every head', () => {
  const price = regression();
  expectTypeOf<LabelOf<typeof price>>().toEqualTypeOf<number>();
  expectTypeOf<PredictionOf<typeof price>>().toEqualTypeOf<number>();
  expectTypeOf<ScoresOf<typeof price>['rmse']>().toEqualTypeOf<number>();

  const topics = multiLabel({ labels: ['a', 'b'] });
  expectTypeOf<LabelOf<typeof topics>>().toEqualTypeOf<readonly ('a' | 'b')[]>();
  expectTypeOf<PredictionOf<typeof topics>['labels']>().toEqualTypeOf<readonly ('a' | 'b')[]>();

  const integers = ordinal({ labels: { min: 1, max: 5 } });
  expectTypeOf<LabelOf<typeof integers>>().toEqualTypeOf<number>();
  const quality = ordinal({ labels: ['low', 'high'] });
  expectTypeOf<LabelOf<typeof quality>>().toEqualTypeOf<'low' | 'high'>();

  const names = tokenTagging({ tags: ['person', 'place'] });
  expectTypeOf<LabelOf<typeof names>>().toEqualTypeOf<readonly TaggedSpan<'person' | 'place'>[]>();
  expectTypeOf<PredictionOf<typeof names>>().toEqualTypeOf<readonly TaggedSpan<'person' | 'place'>[]>();
});
