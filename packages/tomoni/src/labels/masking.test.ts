import * as tf from '@tensorflow/tfjs';
import { bertConfig, createEncoder } from '@tomoni/encoders';
import { classification } from '@tomoni/heads';
import { wordPieceTokenizer } from '@tomoni/tokenization';
import { beforeAll, describe, expect, it } from 'vitest';
import { multitask } from '../builder/multitask.js';
import { l3Masking, randomMasking, spanMasking, wholeWordMasking } from './masking.js';
import { pseudoLogLikelihood } from './pseudo-log-likelihood.js';
import { tokenNgrams } from './token-ngrams.js';

const words = ['a', 'b', 'c', 'd'];
const encoder = createEncoder(
  bertConfig({ layers: 1, hiddenSize: 4, heads: 1, intermediateSize: 8, positions: 12 }),
  {
    tokenizer: wordPieceTokenizer({ vocabulary: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...words] }),
    seed: 1,
  },
);
const rows = ['a b c', 'a b d', 'c a b', 'd c a b'].map((text, i) => ({
  text,
  side: i % 2 === 0 ? 'x' : 'y',
}));
const single = multitask(encoder).main('side', classification()).stopping({ maxEpochs: 1 });

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('generators as tasks', () => {
  it.each([
    ['randomMasking', randomMasking()],
    ['wholeWordMasking', wholeWordMasking()],
    ['spanMasking', spanMasking()],
  ] as const)('%s learns to restore tokens', async (_, task) => {
    const model = await single.auxiliary('words', task).fit(rows, { seed: 1 });
    expect((await model.evaluate(rows)).words.perplexity).toBeGreaterThan(1);
    model.dispose();
  });

  it('tokenNgrams learns the tags of its scheme', async () => {
    const model = await single
      .auxiliary('ngrams', tokenNgrams({ scheme: 'bit-label' }), { layer: 1 })
      .fit(rows, { seed: 1 });
    expect(Object.keys((await model.evaluate(rows)).ngrams.perTag)).toEqual(['11']);
    model.dispose();
  });

  it('l3Masking and pseudoLogLikelihood need a pretrained head', async () => {
    expect(l3Masking({ rate: 0.2 }).head.kind).toBe('masked-language-model');
    await expect(single.auxiliary('words', l3Masking()).fit(rows, { seed: 1 })).rejects.toThrow(
      /no masked language model head/,
    );
    await expect(pseudoLogLikelihood(encoder, ['a'])).rejects.toThrow(/no masked language model head/);
  });
});
