/**
 * A transformer layer forward and backward, dropout 0.1, beside PyTorch where there is one. Run it after `tsc -b`, on a
 * machine that does nothing else:
 *
 *     TOMONI_PYTHON=python3 node packages/tfjs-backend-onnxruntime/measurements/transformer-layer.mjs [repetitions]
 *
 * Both run in turn, on two threads; times are medians in milliseconds.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { setThreads } from '../dist/index.js';

const threads = 2;
const repetitions = Number(process.argv[2] ?? 7);
const cases = [
  { batch: 16, length: 128, hidden: 768, heads: 12, inner: 3072, queries: 128, isFrozen: false },
  { batch: 32, length: 64, hidden: 384, heads: 12, inner: 1536, queries: 64, isFrozen: false },
  { batch: 32, length: 64, hidden: 128, heads: 2, inner: 512, queries: 64, isFrozen: false },
  { batch: 16, length: 128, hidden: 768, heads: 12, inner: 3072, queries: 1, isFrozen: true },
];

setThreads(threads);
await tf.setBackend('onnxruntime');
const torch = startTorch();
for (const shape of cases) {
  const layer = ourLayer(shape);
  const times = { forward: [], backward: [], ours: [], torch: [] };
  for (let i = -2; i < repetitions; i++) {
    const [forward, backward] = layer.step();
    const theirs = await torch.step(shape);
    if (i < 0) continue;
    times.forward.push(forward);
    times.backward.push(backward);
    times.ours.push(forward + backward);
    times.torch.push(theirs);
  }
  const [forward, backward, ours, theirs] = Object.values(times).map(median);
  const { batch, length, hidden, queries } = shape;
  console.log(
    `${batch} × ${length}, hidden ${hidden}, ${queries} queries: ${ours.toFixed(1)} ms`,
    `(forward ${forward.toFixed(1)}, backward ${backward.toFixed(1)}, ${(layer.savedBytes() / 1e6).toFixed(1)} MB saved)`,
    theirs === undefined ? '' : `PyTorch ${theirs.toFixed(1)} ms, ratio ${(theirs / ours).toFixed(2)}`,
  );
}
torch.stop();

function ourLayer({ batch, length, hidden, heads, inner, queries, isFrozen }) {
  const random = (shape) => tf.randomNormal(shape, 0, 0.05);
  const affine = (part, out, into) => ({
    [`${part}Weight`]: random([out, into]),
    [`${part}Bias`]: random([out]),
  });
  const norm = (part) => ({ [`${part}Weight`]: tf.ones([hidden]), [`${part}Bias`]: tf.zeros([hidden]) });
  const kept = (shape) => tf.cast(tf.greater(tf.randomUniform(shape), 0.1), 'bool');
  const weights = {
    ...affine('query', hidden, hidden),
    ...affine('key', hidden, hidden),
    ...affine('value', hidden, hidden),
    ...affine('attentionOutput', hidden, hidden),
    ...norm('attentionNorm'),
    ...affine('intermediate', inner, hidden),
    ...affine('output', hidden, inner),
    ...norm('outputNorm'),
  };
  const inputs = {
    states: random([batch * length, hidden]),
    bias: tf.zeros([batch, 1, 1, length]),
    ...weights,
    attentionKept: kept([batch, heads, queries, length]),
    attentionOutputKept: kept([batch * queries, hidden]),
    outputKept: kept([batch * queries, hidden]),
  };
  if (queries < length) {
    const rows = Array.from(
      { length: batch * queries },
      (_, i) => Math.floor(i / queries) * length + (i % queries),
    );
    inputs.positions = tf.tensor1d(rows, 'int32');
  }
  const gradient = random([batch * queries, hidden]);
  const scale = 1 / 0.9;
  const attributes = {
    batch,
    length,
    heads,
    activation: 'gelu',
    epsilon: 1e-12,
    norm: 'post',
    scales: { attention: scale, attentionOutput: scale, output: scale },
    gradients: isFrozen ? Object.keys(weights) : ['states', ...Object.keys(weights)],
    memory: 'save',
    probabilities: false,
  };
  let savedBytes = 0;
  return {
    savedBytes: () => savedBytes,
    step: () => {
      const start = performance.now();
      const [output, ...saved] = tf.engine().runKernel('TransformerLayer', inputs, attributes);
      const middle = performance.now();
      const activations = Object.fromEntries(saved.map((tensor, i) => [`saved${i}`, tensor]));
      const gradients = tf
        .engine()
        .runKernel('TransformerLayerGradient', { gradient, ...inputs, ...activations }, attributes);
      const end = performance.now();
      savedBytes = saved.reduce((bytes, { size }) => bytes + 4 * size, 0);
      tf.dispose([output, ...saved, ...gradients]);
      return [middle - start, end - middle];
    },
  };
}

/** PyTorch in another process, which answers each case with the time of one step; nothing where there is none. */
function startTorch() {
  const python = process.env.TOMONI_PYTHON;
  if (python === undefined) return { step: async () => undefined, stop: () => {} };
  const script = fileURLToPath(new URL('torch-layer.py', import.meta.url));
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    step: async (shape) => {
      child.stdin.write(`${JSON.stringify({ ...shape, threads })}\n`);
      return Number((await answers.next()).value);
    },
    stop: () => child.stdin.end(),
  };
}

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}
