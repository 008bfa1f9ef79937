import type { Encoder } from '@tomoni/spec';
import { expectTypeOf, it } from 'vitest';
import { createEncoder } from '../encoder/create-encoder.js';
import { bertConfig } from '../family/presets.js';
import { smallTokenizer } from '../fixtures/torch-fixture.js';
import { vectorEncoder } from '../vector/vector-encoder.js';
import { loadEncoder } from './load-encoder.js';

it('keeps a depth that is written down', () => {
  expectTypeOf(loadEncoder('model', { layers: 12 })).resolves.toEqualTypeOf<Encoder<12>>();
  expectTypeOf(loadEncoder('model')).resolves.toEqualTypeOf<Encoder<number>>();
  const options = { tokenizer: smallTokenizer(), seed: 1 };
  expectTypeOf(createEncoder(bertConfig({ layers: 4 }), options)).toEqualTypeOf<Encoder<4>>();
  expectTypeOf(createEncoder(bertConfig(), options)).toEqualTypeOf<Encoder<12>>();
  expectTypeOf(vectorEncoder({ inputSize: 2, hiddenSizes: [8, 4], seed: 1 })).toEqualTypeOf<
    Encoder<2, readonly number[]>
  >();
});
