import type { Encoder, LabelGenerator, MaskedTokens, Rows, TaggedSpan, Words } from '@tomoni/spec';
import { describe, expectTypeOf, it } from 'vitest';
import {
  classification,
  maskedLanguageModel,
  mmoe,
  multitask,
  regression,
  sameHeadAs,
  stopWithoutGain,
  temperatureSampling,
  tokenTagging,
} from '../index.js';

declare const encoder: Encoder<12>;
declare const anyDepth: Encoder;
declare const numbers: Encoder<2, readonly number[]>;
declare const masking: LabelGenerator<MaskedTokens>;
declare const tagging: LabelGenerator<readonly TaggedSpan<'NOUN'>[]>;

const learner = multitask(encoder, { text: 'title' })
  .main('interest', regression())
  .auxiliary('tone', classification({ labels: ['calm', 'loud'] }), { column: 'voice', layer: 12 })
  .auxiliary('masked', maskedLanguageModel(), { from: masking })
  .auxiliary('nouns', { head: tokenTagging(), from: tagging }, { layer: 2 })
  .auxiliary('appeal', sameHeadAs('interest'))
  .auxiliary('length', regression(), { data: { train: [{ title: 'a', length: 1 }], batchSize: 4 } })
  .sharing(mmoe({ experts: 4 }))
  .sampling(temperatureSampling({ temperature: 2 }))
  .taskStopping(stopWithoutGain({ patience: 3 }));

type Row = Parameters<typeof learner.fit>[0] extends infer Given
  ? Extract<Given, readonly unknown[]>[number]
  : never;

describe('rows', () => {
  it('have the input, and the label columns of the tasks without a generator or rows of their own', () => {
    expectTypeOf<Row>().toEqualTypeOf<{
      readonly title: string | Words;
      readonly interest: number | undefined;
      readonly voice: 'calm' | 'loud' | undefined;
      readonly appeal: number | undefined;
    }>();
  });

  it('are arrays or tables', () => {
    type Table = Rows<{ title: string; interest: number; voice: 'calm' | 'loud'; appeal: undefined }>;
    expectTypeOf<Table>().toExtend<Parameters<typeof learner.fit>[0]>();
  });

  it('hold numbers for an encoder over numbers, and two texts for pairs', () => {
    const vectors = multitask(numbers, { text: 'features' }).main('y', regression());
    const pairs = multitask(encoder, { text: 'premise', pair: 'hypothesis' }).main('y', regression());
    expectTypeOf([{ features: [1, 2], y: 3 }]).toExtend<Parameters<typeof vectors.fit>[0]>();
    expectTypeOf([{ premise: 'a', hypothesis: 'b', y: 3 }]).toExtend<Parameters<typeof pairs.fit>[0]>();
  });
});

describe('models', async () => {
  const model = await learner.fit([]);

  it('know their scores', async () => {
    const scores = await model.evaluate([]);
    expectTypeOf(scores.interest.rmse).toEqualTypeOf<number>();
    expectTypeOf(scores.tone.macroF1).toEqualTypeOf<number>();
    expectTypeOf(scores.appeal.loss).toEqualTypeOf<number>();
    expectTypeOf<keyof typeof scores>().toEqualTypeOf<
      'interest' | 'tone' | 'masked' | 'nouns' | 'appeal' | 'length'
    >();
  });

  it('know their predictions', async () => {
    const [prediction] = await model.predict(['A title']);
    if (!prediction) return;
    expectTypeOf(prediction.interest).toEqualTypeOf<number>();
    expectTypeOf(prediction.tone.label).toEqualTypeOf<'calm' | 'loud'>();
    expectTypeOf(prediction.appeal).toEqualTypeOf<number>();
  });

  it('are narrowed by the tasks that are chosen', async () => {
    const interest = model.only('interest');
    expectTypeOf(await interest.predict(['A title'])).toExtend<readonly { readonly interest: number }[]>();
    expectTypeOf<keyof Awaited<ReturnType<typeof interest.evaluate>>>().toEqualTypeOf<'interest'>();
    const scores = await model.evaluate([{ title: 'a', voice: 'calm' }], { tasks: ['tone'] });
    expectTypeOf<keyof typeof scores>().toEqualTypeOf<'tone'>();
  });

  it('of tasks that were made in a loop know the main task, and the others by any name', async () => {
    const auxiliary = Object.fromEntries(['a', 'b'].map((name) => [name, regression()]));
    const looped = await multitask(anyDepth)
      .tasks({ main: { interest: classification() }, auxiliary })
      .fit([]);
    const scores = await looped.evaluate([{ text: 'a', interest: 'x', a: 1, b: 2 }]);
    expectTypeOf(scores.interest.accuracy).toEqualTypeOf<number>();
    expectTypeOf(scores.a?.rmse).toEqualTypeOf<number | undefined>();
  });

  it('of tasks described as objects know them all', async () => {
    const described = await multitask(anyDepth)
      .tasks({
        main: { interest: regression() },
        auxiliary: {
          tone: { head: classification({ labels: ['calm', 'loud'] }), column: 'voice' },
          masked: { head: maskedLanguageModel(), from: masking },
        },
      })
      .fit([{ text: 'a', interest: 1, voice: 'loud' }]);
    const [prediction] = await described.predict(['a']);
    expectTypeOf<NonNullable<typeof prediction>['tone']['label']>().toEqualTypeOf<'calm' | 'loud'>();
  });
});

describe('a study', () => {
  it('treats models that were narrowed to the same tasks alike', async () => {
    const single = multitask(encoder).main('kind', regression());
    const multi = single.auxiliary('format', classification({ labels: ['html', 'plain'] }));
    const methods = {
      single: async () => (await single.fit([])).only('kind'),
      multi: async () => (await multi.fit([])).only('kind'),
    };
    for (const fit of Object.values(methods))
      expectTypeOf((await (await fit()).evaluate([])).kind.rmse).toEqualTypeOf<number>();
  });
});
