/**
 * Runs a workload on an engine and in plain TensorFlow.js on the `wasm` engine, with the same parameters, and prints how far
 * outputs and gradients are apart: `agreement.mjs ENGINE KIND WORKLOAD`.
 */
import * as tf from '@tensorflow/tfjs';
import { createRng, none } from 'tomoni';
import { startEngine } from './engine.mjs';
import { encoderOf, learnerOf, rowsOf, textOf } from './learner.mjs';
import { answer } from './protocol.mjs';

const [engineName, kind, argument] = process.argv.slice(2);
const workload = JSON.parse(argument);
const kinds = { training, inference, product };

const fast = await resultsOn(engineName, workload.threads);
const plain = await resultsOn('wasm', 1);
answer({
  engines: [fast.version, plain.version],
  outputs: differences(fast.outputs, plain.outputs),
  ...(kind === 'training' ? { gradients: differences(fast.gradients, plain.gradients) } : {}),
});

async function resultsOn(engine, threads) {
  const { version } = await startEngine(engine, threads);
  return { version, ...(await kinds[kind]()) };
}

/** One step through the trainer: an optimizer that only looks gives the gradients. */
async function training() {
  const gradients = new Map();
  const losses = [];
  const learner = learnerOf(workload).optimizer(observer(gradients));
  const model = await learner.stopping({ maxEpochs: 1 }).fit(rowsOf(workload), {
    seed: 1,
    callbacks: [(event) => event.type === 'step' && losses.push(...Object.values(event.losses))],
  });
  model.dispose();
  const { encoder, trainable } = learner.plan;
  const layers = [...new Set(workload.tasks.map(({ layer }) => layer))];
  const outputs = await statesOf(encoder, trainable, layers, (layer) => readsOf(layer));
  outputs.set('losses', [Float32Array.from(losses)]);
  return { outputs, gradients };
}

/** What the tasks read of a layer. */
function readsOf(layer) {
  const kinds = workload.tasks.filter((task) => task.layer === layer).map((task) => task.kind);
  if (kinds.includes('tagging')) return { layer, read: 'all' };
  if (!kinds.includes('masking')) return { layer, read: 'pooled', pooling: 'first' };
  const rows = Int32Array.from({ length: workload.texts }, (_, row) => row);
  return { layer, read: 'positions', positions: { rows, columns: rows.map((row) => 2 * row + 1) } };
}

async function inference() {
  const encoder = encoderOf(workload.model);
  const { layers } = workload.model;
  const read = { layer: layers, read: 'pooled', pooling: 'mean' };
  return { outputs: await statesOf(encoder, none(), [layers], () => read) };
}

/** The states of some layers, each as what is read of it. */
async function statesOf(encoder, trainable, layers, readOf) {
  const { model, texts, length, lengths = Array.from({ length: texts }, () => length) } = workload;
  const instance = encoder.instantiate({ trainable });
  const encodings = lengths.map((tokens, i) => encoder.encode(textOf(i, tokens, model.vocabulary))[0]);
  const reads = layers.map(readOf);
  const prepared = await instance.prepare(encodings, { reads });
  const outputs = new Map();
  tf.tidy(() => {
    const states = instance.forward(prepared, { training: false });
    for (const { layer, read, pooling, positions } of reads) {
      const tensor =
        read === 'pooled'
          ? states.pooled(layer, pooling)
          : read === 'positions'
            ? states.at(layer, positions)
            : states.all(layer);
      outputs.set(`layer ${layer}`, [tensor.dataSync().slice()]);
    }
  });
  prepared.dispose();
  instance.dispose();
  encoder.dispose();
  return outputs;
}

async function product() {
  const [rows, inner, columns] = workload.shape;
  const draw = (seed, shape) => {
    const values = new Float32Array(shape[0] * shape[1]);
    const rng = createRng(seed);
    for (let i = 0; i < values.length; i++) values[i] = rng.uniform() - 0.5;
    return tf.tensor2d(values, shape);
  };
  const result = tf.tidy(() => tf.matMul(draw(1, [rows, inner]), draw(2, [inner, columns])));
  const values = (await result.data()).slice();
  result.dispose();
  return { outputs: new Map([['product', [values]]]) };
}

/** An optimizer that steps nothing and files the gradients by layer. */
function observer(gradients) {
  return {
    name: 'observer',
    description: 'observer',
    learningRate: () => 0,
    create: (parameters) => ({
      apply: (found) =>
        parameters.forEach(({ group, layer }, i) => {
          const place = group === 'encoder' ? `layer ${layer}` : group;
          const values = found[i]?.dataSync().slice() ?? new Float32Array();
          gradients.set(place, [...(gradients.get(place) ?? []), values]);
        }),
      state: async () => new Map(),
      restore: () => {},
      dispose: () => {},
    }),
  };
}

/** By place: the largest difference, in shares of the largest value there. */
function differences(found, expected) {
  return Object.fromEntries(
    [...expected].map(([place, arrays]) => [place, difference(found.get(place), arrays)]),
  );
}

function difference(found, expected) {
  let scale = 0;
  let distance = 0;
  for (const [index, values] of expected.entries()) {
    if (found[index].length !== values.length) throw new Error('The shapes differ.');
    for (let i = 0; i < values.length; i++) {
      scale = Math.max(scale, Math.abs(values[i]));
      distance = Math.max(distance, Math.abs(values[i] - found[index][i]));
    }
  }
  return Number((distance / scale).toPrecision(2));
}
