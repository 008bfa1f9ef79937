import type { WeightingMethod } from '@tomoni/spec';
import { expectTypeOf, test } from 'vitest';
import { chain, crMogm, lambdas, mgda, scheduled, stch, upgrad } from './index.js';

test('a preference carries the names of its tasks', () => {
  expectTypeOf(upgrad()).toEqualTypeOf<WeightingMethod<never>>();
  expectTypeOf(stch({ mu: 2 })).toEqualTypeOf<WeightingMethod<never>>();
  expectTypeOf(upgrad({ preference: { a: 1, b: 2 } })).toEqualTypeOf<WeightingMethod<'a' | 'b'>>();
  expectTypeOf(stch({ preference: { a: 1, b: 2 }, ideal: { a: 0, b: 0 } })).toEqualTypeOf<
    WeightingMethod<'a' | 'b'>
  >();
});

test('combinations carry the names of their parts', () => {
  expectTypeOf(chain(lambdas({ a: 1 }), upgrad({ preference: { b: 1 } }))).toEqualTypeOf<
    WeightingMethod<'a' | 'b'>
  >();
  expectTypeOf(crMogm(upgrad({ preference: { a: 1 } }))).toEqualTypeOf<WeightingMethod<'a'>>();
  expectTypeOf(scheduled(mgda(), 1)).toEqualTypeOf<WeightingMethod<never>>();
});
