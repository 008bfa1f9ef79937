import * as tf from '@tensorflow/tfjs';
import { all, bertConfig, createEncoder } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import { encoderConformance } from '@tomoni/testing';
import { wordPieceTokenizer } from '@tomoni/tokenization';
import { record } from '@tomoni/training';

const words = ['the', 'film', 'book', 'was', 'very', 'good', 'bad', 'and', 'long', 'too'];
const texts = ['the film was good', 'the book was very long and very very bad', 'too long', 'good'];

/** A small BERT with weights of its own. */
export function smallEncoder(config = {}) {
  return createEncoder(
    bertConfig({ layers: 2, hiddenSize: 32, heads: 4, intermediateSize: 64, positions: 32, ...config }),
    {
      tokenizer: wordPieceTokenizer({
        vocabulary: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...words],
        maxLength: 32,
      }),
      seed: 1,
    },
  );
}

/** The contract of encoders, and the numbers of a whole BERT beside those of plain JavaScript. */
export async function encoderCases(start, { quick }) {
  const encoder = smallEncoder();
  const encodings = texts.flatMap((text) => encoder.encode(text));
  await useEngine('cpu');
  const expected = await statesAndGradients(encoder, encodings);
  await start();
  return [
    ...(quick ? [] : encoderConformance({ encoder, inputs: texts })),
    {
      name: 'the hidden states of all layers are those of plain JavaScript to 1e-4 of their scale',
      run: async () => compare((await statesAndGradients(encoder, encodings)).states, expected.states, 1e-4),
    },
    {
      name: 'the gradients of all parameters are those of plain JavaScript to 1e-3 of the largest of their layer',
      run: async () =>
        compare((await statesAndGradients(encoder, encodings)).gradients, expected.gradients, 1e-3),
    },
  ];
}

/** Hidden states of all tokens by layer, and gradients by parameter of a sum over all of them, dropout off. */
async function statesAndGradients(encoder, encodings) {
  const layers = Array.from({ length: encoder.config.depth + 1 }, (_, layer) => layer);
  const instance = encoder.instantiate({ trainable: all() });
  const batch = await instance.prepare(encodings, { reads: layers.map((layer) => ({ layer, read: 'all' })) });
  const present = tokensOf(encodings, batch);
  const { value, tape } = record(() => {
    const hidden = instance.forward(batch, { training: false });
    const states = layers.map((layer) => tf.keep(tf.mul(hidden.all(layer), present)));
    const loss = tf.addN(states.map((state, layer) => tf.mean(tf.mul(state, waves(state.shape, layer)))));
    return { states, loss };
  });
  const trained = instance.parameters.filter(({ trainable }) => trainable);
  const one = tf.scalar(1);
  const gradients = tape.backward(
    [{ output: value.loss, gradient: one }],
    trained.map((parameter) => parameter.value),
  );
  const result = {
    states: new Map(
      await Promise.all(value.states.map(async (state, i) => [`layer ${i}`, await state.data()])),
    ),
    gradients: new Map(
      await Promise.all(
        gradients.map(async (gradient, i) => [
          trained[i].name,
          gradient === null ? [] : await gradient.data(),
        ]),
      ),
    ),
  };
  tf.dispose([value, one, present, gradients.filter((gradient) => gradient !== null)]);
  tape.dispose();
  batch.dispose();
  instance.dispose();
  return result;
}

/** 1 for tokens, 0 for padding, whose states mean nothing: `[batch, length, 1]`. */
function tokensOf(encodings, { size, length }) {
  const mask = encodings.flatMap(({ ids }) => Array.from({ length }, (_, i) => (i < ids.length ? 1 : 0)));
  return tf.tensor(mask, [size, length, 1], 'float32');
}

function waves(shape, salt) {
  const size = shape.reduce((product, side) => product * side, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(0.7 * i + salt)),
    shape,
  );
}

/** Throws where two lists of numbers differ by more than a share of the largest of their layer. */
export function compare(found, expected, share) {
  const scales = new Map();
  for (const [name, reference] of expected)
    for (const value of reference)
      scales.set(layerOf(name), Math.max(scales.get(layerOf(name)) ?? 0, Math.abs(value)));
  for (const [name, reference] of expected) {
    const values = found.get(name);
    if (values?.length !== reference.length) throw new Error(`${name} has another size.`);
    const tolerance = share * scales.get(layerOf(name));
    for (let i = 0; i < reference.length; i++)
      if (!(Math.abs(values[i] - reference[i]) <= tolerance))
        throw new Error(`${name} differs at ${i}. (${values[i]} in place of ${reference[i]})`);
  }
}

/** Parameters of one layer share a scale: some gradients are 0 but for rounding. */
function layerOf(name) {
  return /layer\.\d+/.exec(name)?.[0] ?? name;
}
