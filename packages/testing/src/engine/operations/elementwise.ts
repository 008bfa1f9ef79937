import * as tf from '@tensorflow/tfjs';
import { at, build, type NdArray, sample } from '../nd-array.js';
import type { Operation } from '../operation.js';

const signed = sample([3, 5], 1);
const positive = aboveZero(signed);
const many = sample([300, 256], 6);

function aboveZero(x: NdArray): NdArray {
  return { ...x, data: x.data.map((entry) => Math.fround(Math.abs(entry) + 0.2)) };
}

const erf = (x: number) => {
  let [term, total] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-17; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
};
const gelu = (x: number) => 0.5 * x * (1 + erf(x / Math.SQRT2));

function unary(
  name: string,
  input: NdArray,
  engine: (x: tf.Tensor) => tf.Tensor,
  plain: (x: number) => number,
): Operation {
  const large = [input === positive ? aboveZero(many) : many];
  return { name, inputs: [input], large, engine, plain: (x) => ({ ...x, data: x.data.map(plain) }) };
}

function binary(
  name: string,
  engine: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  plain: (a: number, b: number) => number,
): Operation[] {
  const pair = (lead: readonly number[], others: readonly number[], salt: number) => {
    const other = sample(others, 3 + salt);
    return [
      sample(lead, 2),
      { shape: others, data: other.data.map((x) => Math.fround(1.1 * x + 2.5)) },
    ] satisfies NdArray[];
  };
  const places: [string, (shape: readonly number[]) => readonly number[]][] = [
    ['', (shape) => shape],
    [' of a row', (shape) => shape.slice(-1)],
    [' of a column', (shape) => [shape.at(-2) as number, 1]],
  ];
  return places.map(
    ([place, shapeOf], salt) =>
      ({
        name: `${name}${place}`,
        inputs: pair([2, 3, 4], shapeOf([2, 3, 4]), salt),
        large: pair([20, 30, 128], shapeOf([20, 30, 128]), salt),
        engine: (a, b) => engine(a as tf.Tensor, b as tf.Tensor),
        plain: (a, b) => build(a.shape, (...index) => plain(at(a, ...index), at(b as NdArray, ...index))),
      }) satisfies Operation,
  );
}

/** Functions of single entries, and of two with broadcasting. */
export const elementwise: readonly Operation[] = [
  unary('exp', signed, tf.exp, Math.exp),
  unary('expm1', signed, tf.expm1, Math.expm1),
  unary('log', positive, tf.log, Math.log),
  unary('log1p', positive, tf.log1p, Math.log1p),
  unary('sqrt', positive, tf.sqrt, Math.sqrt),
  unary('rsqrt', positive, tf.rsqrt, (x) => 1 / Math.sqrt(x)),
  unary('reciprocal', positive, tf.reciprocal, (x) => 1 / x),
  unary('square', signed, tf.square, (x) => x * x),
  unary('neg', signed, tf.neg, (x) => -x),
  unary('abs', signed, tf.abs, Math.abs),
  unary(
    'pow',
    positive,
    (x) => tf.pow(x, 3),
    (x) => x ** 3,
  ),
  unary('sin', signed, tf.sin, Math.sin),
  unary('cos', signed, tf.cos, Math.cos),
  unary('tanh', signed, tf.tanh, Math.tanh),
  unary('sigmoid', signed, tf.sigmoid, (x) => 1 / (1 + Math.exp(-x))),
  unary('softplus', signed, tf.softplus, (x) => Math.log1p(Math.exp(x))),
  unary('relu', signed, tf.relu, (x) => Math.max(x, 0)),
  unary('elu', signed, tf.elu, (x) => (x > 0 ? x : Math.expm1(x))),
  unary(
    'leakyRelu',
    signed,
    (x) => tf.leakyRelu(x, 0.1),
    (x) => (x > 0 ? x : 0.1 * x),
  ),
  unary('erf', signed, tf.erf, erf),
  unary('gelu', signed, (x) => x.mul(0.5).mul(tf.erf(x.mul(Math.SQRT1_2)).add(1)), gelu),
  unary(
    'clipByValue',
    signed,
    (x) => tf.clipByValue(x, -0.7, 0.4),
    (x) => Math.min(Math.max(x, -0.7), 0.4),
  ),
  unary(
    'where of a comparison',
    signed,
    (x) => tf.where(tf.greater(x, 0.1), x.mul(3), x),
    (x) => (x > 0.1 ? 3 * x : x),
  ),
  unary(
    'cast of a comparison',
    signed,
    (x) => x.mul(tf.cast(tf.lessEqual(x, 0.3), 'float32')),
    (x) => (x <= 0.3 ? x : 0),
  ),
  unary(
    'addN',
    signed,
    (x) => tf.addN([x, x.square(), x]),
    (x) => 2 * x + x * x,
  ),
  ...binary('add', tf.add, (a, b) => a + b),
  ...binary('sub', tf.sub, (a, b) => a - b),
  ...binary('mul', tf.mul, (a, b) => a * b),
  ...binary('div', tf.div, (a, b) => a / b),
  ...binary('squaredDifference', tf.squaredDifference, (a, b) => (a - b) ** 2),
  ...binary('maximum', tf.maximum, Math.max),
  ...binary('minimum', tf.minimum, Math.min),
];
