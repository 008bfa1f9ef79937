import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { HostTensor, MaskedTokens } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { onEachBackend } from '../../fixtures/backends.js';
import { encodingOf, headContext, vocabularyOf } from '../../fixtures/context.js';
import { expectNear, reference } from '../../fixtures/reference.js';
import { maskedLanguageModel } from './masked-language-model.js';
import { maskedLanguageModelMeter } from './masked-language-model-meter.js';

interface Case {
  readonly name: string;
  readonly embeddings: number[][];
  readonly tensors: Record<string, number[] | number[][]>;
  readonly features: number[][];
  readonly ids: number[];
  readonly logits: number[][];
  readonly loss: number;
  readonly gradients: { features: number[][]; embeddings: number[][] };
}

const vocabulary = vocabularyOf('der', 'Hund', 'bellt', 'laut', 'und', 'lange');
const text = encodingOf('der Hund bellt laut');

function hostTensor(values: number[] | number[][]): HostTensor {
  const rows = values as (number | number[])[];
  const [first] = rows;
  const shape = Array.isArray(first) ? [rows.length, first.length] : [rows.length];
  return { shape, data: Float32Array.from(rows.flat()) };
}

function labelOf(positions: number[], ids: number[]): MaskedTokens {
  return { positions: Int32Array.from(positions), ids: Int32Array.from(ids) };
}

onEachBackend(() => {
  describe('maskedLanguageModel', () => {
    it.each(reference<Case[]>('decoders'))('computes what transformers computes: $name', (one) => {
      const features = tf.tensor2d(one.features);
      const embeddings = tf.variable(tf.tensor2d(one.embeddings));
      const pretrained = new Map(
        Object.entries(one.tensors).map(([name, values]) => [name, hostTensor(values)]),
      );
      const layerNormEpsilon = one.name.includes('roberta') ? 1e-5 : 1e-12;
      const context = headContext(4, {
        vocabulary,
        tokenEmbeddings: embeddings,
        pretrained,
        layerNormEpsilon,
      });
      const before = tf.memory().numTensors;
      const module = maskedLanguageModel().fit([]).build(context);
      const batch = module.collate([labelOf([1, 2, 4], one.ids)], [text]);
      const lossOf = (x: Tensor): Scalar =>
        module.loss(module.logits(x as Tensor2D, { training: false }), batch);

      const logits = module.logits(features, { training: false });
      expectNear(logits.dataSync(), one.logits.flat());
      const { value, grads } = tf.variableGrads(() => lossOf(features), [embeddings]);
      expectNear(value.dataSync(), [one.loss]);
      expectNear((Object.values(grads)[0] as Tensor).dataSync(), one.gradients.embeddings.flat());
      const own = tf.grad(lossOf)(features);
      expectNear(own.dataSync(), one.gradients.features.flat());

      tf.dispose([logits, value, grads, own]);
      module.dispose();
      expect(tf.memory().numTensors).toBe(before);
      expect(embeddings.isDisposed).toBe(false);
      tf.dispose([features, embeddings]);
    });

    it('asks at the positions of the labels, or else at those of the mask token', () => {
      const embeddings = tf.ones<tf.Rank.R2>([11, 4]);
      const module = maskedLanguageModel()
        .fit([])
        .build(headContext(4, { vocabulary, tokenEmbeddings: embeddings }));
      const masked = { ...text, ids: Int32Array.of(2, 4, 6, 4, 8, 3) };
      expect(module.positions?.([text, masked])).toEqual({
        rows: Int32Array.of(1, 1),
        columns: Int32Array.of(1, 3),
      });
      const labels = [labelOf([2], [6]), undefined, labelOf([], []), labelOf([1, 4], [5, 8])];
      const encodings = labels.map(() => text);
      const { positions, weight } = module.collate(labels, encodings);
      expect(positions).toEqual({ rows: Int32Array.of(0, 3, 3), columns: Int32Array.of(2, 1, 4) });
      expect(weight).toBe(3);
      expect(module.positions?.(encodings, labels)).toEqual(positions);
      module.dispose();
      embeddings.dispose();
    });

    it('names the likeliest tokens and where they stand', async () => {
      const embeddings = tf.ones<tf.Rank.R2>([11, 4]);
      const module = maskedLanguageModel({ candidates: 2 })
        .fit([])
        .build(headContext(4, { vocabulary, tokenEmbeddings: embeddings }));
      const scores = [
        [0, 0, 0, 0, 0, 0, 3, 2, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5],
      ];
      const logits = tf.tensor2d(scores);
      const before = tf.memory().numTensors;
      const positions = { rows: Int32Array.of(1, 1), columns: Int32Array.of(2, 4) };
      const [none, found] = await module.decode(logits, [text, text], positions);
      expect(none).toEqual([]);
      expect(found).toMatchObject([
        {
          position: 2,
          span: { start: 4, end: 8 },
          token: 'Hund',
          candidates: [
            { token: 'Hund', id: 6 },
            { token: 'bellt', id: 7 },
          ],
        },
        { position: 4, span: { start: 15, end: 19 }, token: 'lange' },
      ]);
      const total = Math.exp(3) + Math.exp(2) + 9;
      expect(found?.[0]?.probability).toBeCloseTo(Math.exp(3) / total, 6);
      expect(found?.[0]?.candidates[1]?.probability).toBeCloseTo(Math.exp(2) / total, 6);
      expect(tf.memory().numTensors).toBe(before);
      tf.dispose([logits, embeddings]);
      module.dispose();
    });

    it('computes and predicts nothing where nothing is asked', async () => {
      const embeddings = tf.ones<tf.Rank.R2>([11, 4]);
      const module = maskedLanguageModel()
        .fit([])
        .build(headContext(4, { vocabulary, tokenEmbeddings: embeddings }));
      const features = tf.zeros<tf.Rank.R2>([0, 4]);
      const logits = module.logits(features, { training: false });
      expect(logits.shape).toEqual([0, 11]);
      const positions = { rows: new Int32Array(0), columns: new Int32Array(0) };
      expect(await module.decode(logits, [text], positions)).toEqual([[]]);
      tf.dispose([embeddings, features, logits]);
      module.dispose();
    });
  });
});

describe('maskedLanguageModel', () => {
  it.each([
    [labelOf([1, 2], [5]), 'The label names 2 positions and 1 tokens.'],
    [labelOf([2, 1], [5, 6]), 'The positions of the label are not ascending from 0 on.'],
    [labelOf([-1], [5]), 'The positions of the label are not ascending from 0 on.'],
    [labelOf([1], [-5]), 'The label names a token below 0.'],
    [
      'Hund' as never,
      'The label has no `positions` and `ids` of masked tokens, which generators such as randomMasking() make.',
    ],
    [labelOf([1], [5]), undefined],
  ])('says what is wrong with a label', (label, sentence) => {
    expect(maskedLanguageModel().fit([]).check(label)).toBe(sentence);
  });

  it('refuses labels that do not fit the text or the vocabulary', () => {
    const embeddings = tf.ones<tf.Rank.R2>([11, 4]);
    const module = maskedLanguageModel()
      .fit([])
      .build(headContext(4, { vocabulary, tokenEmbeddings: embeddings }));
    expect(() => module.collate([labelOf([6], [5])], [text])).toThrow(
      /position 6 of an encoding of 6 tokens/,
    );
    expect(() => module.collate([labelOf([1], [11])], [text])).toThrow(/token 11 of a vocabulary of 11/);
    module.dispose();
    embeddings.dispose();
  });

  it('gives its variables the names that its checkpoint, or the family of its encoder, has for them', () => {
    const embeddings = tf.ones<tf.Rank.R2>([11, 4]);
    const namesOf = (context: Parameters<typeof headContext>[1]) => {
      const module = maskedLanguageModel()
        .fit([])
        .build(headContext(4, { vocabulary, tokenEmbeddings: embeddings, ...context }));
      const { extras = {}, variables } = module;
      for (const variable of Object.values(extras)) expect(Object.values(variables)).toContain(variable);
      module.dispose();
      return Object.keys(extras);
    };
    expect(namesOf({})).toEqual([]);
    expect(namesOf({ family: 'vector' })).toEqual([]);
    expect(namesOf({ family: 'camembert' })).toEqual([
      'lm_head.dense.weight',
      'lm_head.dense.bias',
      'lm_head.layer_norm.weight',
      'lm_head.layer_norm.bias',
      'lm_head.bias',
    ]);
    for (const { tensors } of reference<Case[]>('decoders')) {
      const pretrained = new Map(Object.entries(tensors).map(([name, values]) => [name, hostTensor(values)]));
      expect(namesOf({ family: 'bert', pretrained }).sort()).toEqual(Object.keys(tensors).sort());
    }
    embeddings.dispose();
  });

  it('needs a text encoder and a checkpoint that fits it', () => {
    const fitted = maskedLanguageModel().fit([]);
    expect(() => fitted.build(headContext(4))).toThrow(/needs an encoder with token embeddings/);
    const embeddings = tf.ones<tf.Rank.R2>([11, 4]);
    const build = (tensors: Record<string, number[] | number[][]>) => {
      const pretrained = new Map(Object.entries(tensors).map(([name, values]) => [name, hostTensor(values)]));
      return () => fitted.build(headContext(4, { vocabulary, tokenEmbeddings: embeddings, pretrained }));
    };
    const before = tf.memory().numTensors;
    expect(build({ 'lm_head.dense.weight': [[1]] })).toThrow(/not its tensor 'lm_head.dense.bias'/);
    const { tensors } = reference<Case[]>('decoders')[0] as Case;
    expect(build({ ...tensors, 'cls.predictions.bias': [1, 2] })).toThrow(
      /'bias' of shape \[2\] where the encoder needs \[11\]/,
    );
    expect(build({ ...tensors, 'cls.predictions.decoder.weight': [[1]] })).toThrow(
      /not tied to the token embeddings/,
    );
    expect(tf.memory().numTensors).toBe(before);
    embeddings.dispose();
    expect(() => maskedLanguageModel({ candidates: 0 })).toThrow(/number of candidates 0/);
  });
});

describe('maskedLanguageModelMeter', () => {
  it('scores tokens and the mean loss over all batches', () => {
    const meter = maskedLanguageModelMeter();
    const answer = (position: number, id: number) => ({
      position,
      span: { start: 0, end: 1 },
      token: `${id}`,
      probability: 1,
      candidates: [{ token: `${id}`, id, probability: 1 }],
    });
    meter.add({
      labels: [labelOf([1, 3], [5, 6]), undefined],
      predictions: [[answer(1, 5), answer(3, 9)], [answer(1, 5)]],
      encodings: [text, text],
      loss: 2,
      weight: 2,
    });
    meter.add({
      labels: [labelOf([2], [7])],
      predictions: [[answer(2, 7)]],
      encodings: [text],
      loss: 1,
      weight: 1,
    });
    expect(meter.scores()).toEqual({ accuracy: 2 / 3, perplexity: Math.E });
  });
});
