import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { useEngine } from '@tomoni/engines';
import { classification, maskedLanguageModel } from '@tomoni/heads';
import type { Encoding, LabelGenerator, MaskedTokens, TextSpan } from '@tomoni/spec';
import { fit, loadModel, type TaskPlan } from '@tomoni/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallPlan, smallRows, smallTasks } from './small-plan.js';

beforeAll(async () => {
  await useEngine('wasm');
});

const train = smallRows(24, 1);
const validation = smallRows(10, 2);
const [mood] = smallTasks as readonly [TaskPlan];

/** Labels a text by whether it has an even number of tokens; asks for `spans` not to be crossed. */
function parity(spans: (text: string) => TextSpan[], seen: Encoding[] = []) {
  let asked = 0;
  const make = () => ({
    redraws: false,
    segments: async (texts: readonly string[]) => {
      asked++;
      return texts.map(spans);
    },
    annotate: async (encodings: readonly Encoding[]) => {
      seen.push(...encodings);
      return encodings.map(({ ids }) => ({ label: ids.length % 2 === 0 ? 'even' : 'odd' }));
    },
    describe: () => null,
    toJSON: () => null,
  });
  const generator: LabelGenerator<string> = {
    kind: 'parity',
    altersInput: false,
    fit: async () => make(),
    restore: async () => make(),
  };
  return { generator, seen, asked: () => asked };
}

function task(name: string, generator: LabelGenerator<string>): TaskPlan {
  const head = classification({ labels: ['even', 'odd'] });
  return { name, head, layer: 2, dropout: 0, labels: { from: 'generator', generator } };
}

const firstTwoLetters = () => [{ start: 0, end: 2 }];

describe('a generator that asks for segments', () => {
  it('has the texts split so for all tasks: in training, evaluation and prediction, whatever is asked for', async () => {
    const { generator, seen, asked } = parity(firstTwoLetters);
    const plan = smallPlan({ tasks: [mood, task('parity', generator)] });
    const model = await fit(plan, train, { validation, seed: 1 });
    expect(asked()).toBe(2);
    // 'the' is cut into 'th' and 'e', which the vocabulary does not know.
    for (const { tokens, offsets } of seen) {
      expect(tokens.slice(1, 3)).toEqual(['[UNK]', '[UNK]']);
      expect([...offsets.slice(2, 6)]).toEqual([0, 2, 2, 3]);
    }
    const rows = validation.slice(0, 4);
    const texts = rows.map(({ text }) => text);
    expect((await model.evaluate(rows, { tasks: ['mood'] })).mood).toEqual((await model.evaluate(rows)).mood);
    const [whole, part] = [await model.predict(texts), await model.predict(texts, { tasks: ['mood'] })];
    expect(part.map((row) => row.mood)).toEqual(whole.map((row) => row.mood));
    model.dispose();
  });

  it('applies to the rows of other tasks too', async () => {
    const { generator } = parity(firstTwoLetters);
    const own = train.slice(0, 8);
    const plan = smallPlan({
      tasks: [mood, { ...task('parity', generator), data: { train: own, validation: own } }],
    });
    const model = await fit(plan, train, { validation, seed: 1 });
    const scores = await model.evaluate(validation, { tasks: ['mood'] });
    expect(scores.mood?.loss).toBe(model.history.best?.value);
    model.dispose();
  });

  it('is refused where another one asks for spans that overlap, by tasks, row and data', async () => {
    const first = parity(firstTwoLetters);
    const second = parity((text) => (text === train[3]?.text ? [{ start: 1, end: 3 }] : []));
    const tasks = [mood, task('one', first.generator), task('two', second.generator)];
    const row = train.findIndex(({ text }) => text === train[3]?.text);
    const run = fit(smallPlan({ tasks }), train);
    await expect(run).rejects.toThrow(/'one' and 'two' ask for spans that overlap: 0–2 and 1–3/);
    await expect(run).rejects.toMatchObject({ where: { row, data: 'training' } });
  });
});

/** Masks the second token of every text, or, with `redraws`, one at random; `cut` drops the last token besides. */
function masking(redraws: boolean, cut = false): LabelGenerator<MaskedTokens> {
  const fitted = () => ({
    redraws,
    annotate: async (encodings: readonly Encoding[], rng: { integer(bound: number): number }) =>
      encodings.map((encoding) => {
        const position = redraws ? 1 + rng.integer(encoding.ids.length - 3) : 2;
        const label = { positions: Int32Array.of(position), ids: encoding.ids.slice(position, position + 1) };
        const ids = encoding.ids.slice();
        ids[position] = 4;
        const length = cut ? ids.length - 1 : ids.length;
        const input: Encoding = {
          ...encoding,
          ids: ids.slice(0, length),
          typeIds: encoding.typeIds.slice(0, length),
          tokens: encoding.tokens.slice(0, length),
          offsets: encoding.offsets.slice(0, 2 * length),
          wordIds: encoding.wordIds.slice(0, length),
          sequenceIds: encoding.sequenceIds.slice(0, length),
          special: encoding.special.slice(0, length),
        };
        return { label, input };
      }),
    describe: () => null,
    toJSON: () => null,
  });
  return {
    kind: 'masking',
    altersInput: true,
    fit: async () => fitted(),
    restore: async () => fitted(),
  };
}

describe('a generator that alters the input', () => {
  const words = (generator: LabelGenerator<MaskedTokens>): TaskPlan => ({
    name: 'words',
    head: maskedLanguageModel(),
    layer: 2,
    dropout: 0,
    labels: { from: 'generator', generator },
  });

  it.each([
    ['fixed', masking(false)],
    ['drawn anew', masking(true)],
    ['fixed, to another length', masking(false, true)],
    ['drawn anew, to another length', masking(true, true)],
  ])('%s, is trained on, evaluated, saved and loaded', async (_, generator) => {
    const folder = await mkdtemp(join(tmpdir(), 'tomoni-'));
    const plan = smallPlan({ tasks: [mood, words(generator)] });
    const before = tf.memory().numTensors;
    const model = await fit(plan, train, { validation, seed: 1 });
    const scores = await model.evaluate(validation);
    expect(scores.words?.loss).toBeGreaterThan(0);
    await model.save(folder);
    const loaded = await loadModel(plan, folder);
    expect(await loaded.evaluate(validation)).toEqual(scores);
    loaded.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
    await rm(folder, { recursive: true });
  });

  it('is carried into windows, and refused there where it changes the length', async () => {
    const text = Array.from({ length: 12 }, () => 'the film was very good').join(' ');
    const rows = [...train, { ...(train[0] as (typeof train)[number]), text, nouns: [] }];
    const input = { maxLength: 16, long: 'windows', overlap: 4 } as const;
    const model = await fit(smallPlan({ input, tasks: [mood, words(masking(true))] }), rows, { seed: 1 });
    model.dispose();
    const refused = fit(smallPlan({ input, tasks: [mood, words(masking(true, true))] }), rows, { seed: 1 });
    await expect(refused).rejects.toThrow(/'words'.*length|length.*'words'/);
  });
});
