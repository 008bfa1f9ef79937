import { bertConfig, createEncoder } from '@tomoni/encoders';
import { classification, tokenTagging } from '@tomoni/heads';
import type { TaggedSpan } from '@tomoni/spec';
import { wordPieceTokenizer } from '@tomoni/tokenization';
import { describe, expectTypeOf, it } from 'vitest';
import { multitask } from '../builder/multitask.js';
import { contentWords } from './content-words.js';

const encoder = createEncoder(bertConfig({ layers: 3, hiddenSize: 8, heads: 2 }), {
  tokenizer: wordPieceTokenizer({ vocabulary: ['[PAD]', '[UNK]', '[CLS]', '[SEP]'] }),
  seed: 1,
});
const single = multitask(encoder).main('topic', classification());

describe('contentWords', () => {
  it('knows its tags, and needs no column', () => {
    const learner = single.auxiliary('pos', contentWords({ language: 'ja' }), { layer: 2 });
    const fit = async () => (await learner.fit([{ text: 'a', topic: 'x' }])).predict(['a']);
    type Prediction = Awaited<ReturnType<typeof fit>>[number]['pos'];
    expectTypeOf<Prediction>().toEqualTypeOf<readonly TaggedSpan<'noun' | 'adverb' | 'adjective'>[]>();
    const own = contentWords({ language: 'en', tags: { thing: ['NOUN'], action: ['VERB'] } });
    expectTypeOf(own.tags).toEqualTypeOf<readonly ('thing' | 'action')[]>();
    expectTypeOf(contentWords({ language: 'en', tags: ['verb'] }).tags).toEqualTypeOf<readonly 'verb'[]>();
  });

  it('is refused where it does not fit', () => {
    // @ts-expect-error there is no such word class
    contentWords({ language: 'ja', tags: ['nouns'] });
    // @ts-expect-error there is no such language
    contentWords({ language: 'fr' });
    // @ts-expect-error the head has other labels
    single.auxiliary('pos', classification(), { from: contentWords({ language: 'ja' }) });
    single.auxiliary('pos', tokenTagging(), { from: contentWords({ language: 'ja' }) });
  });
});
