/**
 * From how many elements on ONNX Runtime is faster than JavaScript, kernel by kernel: the table of
 * `src/kernels/break-even.ts`. Run it after `tsc -b`, on a machine that does nothing else:
 *
 *     node packages/tfjs-backend-onnxruntime/measurements/break-even.mjs [kernel …]
 *
 * Both ways are taken in turn; what counts is the fastest run of each. Times are in microseconds, JavaScript / ONNX
 * Runtime.
 */
import * as tf from '@tensorflow/tfjs';
import '../dist/index.js';
import { breakEven } from '../dist/kernels/break-even.js';

await tf.setBackend('onnxruntime');

const wanted = process.argv.slice(2);
const sizes = [8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 22].map((exponent) => 2 ** exponent);
const table = { ...breakEven };

const vector = (size) => tf.randomUniform([size], 0.5, 1.5);
const rows = (size, width = 64) => tf.randomUniform([Math.ceil(size / width), width], 0.5, 1.5);
const binary = (kernel) => (size) => kernel(rows(size), rows(size));
const biased = (kernel) => (size) => kernel(rows(size), tf.randomUniform([64]));

/** For each case the kernel and what makes its call from a number of elements. */
const cases = {
  'Add, equal shapes': ['Add', binary((a, b) => () => tf.add(a, b))],
  'Add, bias': ['Add', biased((a, b) => () => tf.add(a, b))],
  'Add, column': ['Add', (size) => twoOf(rows(size), tf.randomUniform([size / 64, 1]), tf.add)],
  'Add, scalar': ['Add', (size) => twoOf(vector(size), tf.scalar(2), tf.add)],
  Sub: ['Sub', binary((a, b) => () => tf.sub(a, b))],
  Multiply: ['Multiply', binary((a, b) => () => tf.mul(a, b))],
  RealDiv: ['RealDiv', binary((a, b) => () => tf.div(a, b))],
  Maximum: ['Maximum', binary((a, b) => () => tf.maximum(a, b))],
  Minimum: ['Minimum', binary((a, b) => () => tf.minimum(a, b))],
  SquaredDifference: ['SquaredDifference', binary((a, b) => () => tf.squaredDifference(a, b))],
  ...Object.fromEntries(
    Object.entries({
      Neg: tf.neg,
      Square: tf.square,
      Sqrt: tf.sqrt,
      Rsqrt: tf.rsqrt,
      Relu: tf.relu,
      Exp: tf.exp,
      Log: tf.log,
      Tanh: tf.tanh,
      Sigmoid: tf.sigmoid,
      Erf: tf.erf,
    }).map(([name, op]) => [name, [name, (size) => oneOf(vector(size), op)]]),
  ),
  'Sum, all': ['Sum', (size) => oneOf(vector(size), (x) => tf.sum(x))],
  'Sum, rows': ['Sum', (size) => oneOf(rows(size), (x) => tf.sum(x, 1))],
  'Sum, columns': ['Sum', (size) => oneOf(rows(size), (x) => tf.sum(x, 0))],
  'Sum, columns of wide rows': [
    'Sum',
    (size) => oneOf(rows(size, Math.min(size, 3072)), (x) => tf.sum(x, 0)),
  ],
  'Mean, rows': ['Mean', (size) => oneOf(rows(size), (x) => tf.mean(x, 1))],
  Softmax: ['Softmax', (size) => oneOf(rows(size), (x) => tf.softmax(x))],
  'Transpose, matrix': ['Transpose', (size) => oneOf(rows(size), (x) => tf.transpose(x))],
  'Transpose, heads': [
    'Transpose',
    (size) =>
      oneOf(tf.randomUniform([2, Math.ceil(size / 512), 4, 64]), (x) => tf.transpose(x, [0, 2, 1, 3])),
  ],
  'BatchMatMul, square': ['BatchMatMul', (size) => square(Math.round(Math.cbrt(size)))],
  'BatchMatMul, by transposed': ['BatchMatMul', (size) => square(Math.round(Math.cbrt(size)), true)],
};

for (const [title, [kernel, prepare]] of Object.entries(cases)) {
  if (wanted.length > 0 && !wanted.includes(kernel)) continue;
  const cells = sizes.map((size) => {
    const { call, done } = ready(prepare(size));
    const [js, native] = race(kernel, call);
    done();
    return { size, js, native };
  });
  const from = cells.findLast(({ js, native }) => native > js);
  const first = cells[cells.indexOf(from) + 1]?.size ?? 'never';
  console.log(
    `${title.padEnd(28)} from ${String(first).padStart(8)} | ${cells
      .map(({ size, js, native }) => `${size}: ${format(js)}/${format(native)}`)
      .join('  ')}`,
  );
}

function oneOf(x, op) {
  return Object.assign(() => op(x), { inputs: [x] });
}

function twoOf(a, b, op) {
  return Object.assign(() => op(a, b), { inputs: [a, b] });
}

function square(side, transposeB = false) {
  const [a, b] = [tf.randomUniform([side, side]), tf.randomUniform([side, side])];
  return twoOf(a, b, () => tf.matMul(a, b, false, transposeB));
}

function ready(call) {
  return { call: () => call().dispose(), done: () => tf.dispose(call.inputs) };
}

/** Fastest run of each way. */
function race(kernel, call) {
  const best = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < 5; round++)
    [Number.POSITIVE_INFINITY, 0].forEach((limit, way) => {
      breakEven[kernel] = limit;
      for (let i = 0; i < 8; i++) {
        const start = performance.now();
        call();
        best[way] = Math.min(best[way], performance.now() - start);
      }
    });
  breakEven[kernel] = table[kernel];
  return best.map((ms) => ms * 1000);
}

function format(microseconds) {
  return microseconds.toFixed(microseconds < 10 ? 1 : 0);
}
