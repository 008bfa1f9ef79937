import * as tf from '@tensorflow/tfjs';
import { at, build, type NdArray, sample, sum } from '../nd-array.js';
import type { Operation } from '../operation.js';

const matrix = sample([4, 3], 31);
const other = sample([2, 3], 32);
const cube = sample([2, 3, 4], 33);
const table = sample([6, 3], 34);
const ids = [5, 0, 5, 2, 0, 5];
const classes = [1, 0, 2, 1];

/** The running total along an axis of `cube`. */
function running(axis: number, exclusive: boolean, reverse: boolean): Operation {
  const words = [exclusive ? 'exclusive ' : '', reverse ? 'reverse ' : ''].join('');
  return {
    name: `${words}cumsum over axis ${axis}`,
    inputs: [cube],
    engine: (x) => tf.cumsum(x, axis, exclusive, reverse),
    plain: (x) =>
      build(x.shape, (...index) =>
        sum(x.shape[axis] as number, (i) => {
          const here = index[axis] as number;
          const taken = reverse ? i > here : i < here;
          const moved = index.map((value, place) => (place === axis ? i : value));
          return taken || (i === here && !exclusive) ? at(x, ...moved) : 0;
        }),
      ),
  };
}

function transposition(perm: readonly number[]): Operation {
  return {
    name: `transpose to ${perm.join(', ')}`,
    inputs: [cube],
    large: [sample([40, 50, 40], 38)],
    engine: (x) => tf.transpose(x, [...perm]),
    plain: (x) =>
      build(
        perm.map((axis) => x.shape[axis] as number),
        (...index) => at(x, ...x.shape.map((_, axis) => index[perm.indexOf(axis)] as number)),
      ),
  };
}

/** What moves entries about, and adds them up again in its gradient. */
export const rearrangements: readonly Operation[] = [
  transposition([1, 0, 2]),
  transposition([0, 2, 1]),
  transposition([2, 1, 0]),
  {
    name: 'reshape',
    inputs: [cube],
    engine: (x) => tf.reshape(x, [4, 6]),
    plain: ({ data }) => ({ shape: [4, 6], data }),
  },
  {
    name: 'slice',
    inputs: [cube],
    engine: (x) => tf.slice(x, [0, 1, 1], [2, 2, 3]),
    plain: (x) => build([2, 2, 3], (i, j, k) => at(x, i, j + 1, k + 1)),
  },
  {
    name: 'concat',
    inputs: [matrix, other],
    engine: (a, b) => tf.concat([a, b], 0),
    plain: (a, b) => build([6, 3], (i, j) => (i < 4 ? at(a, i, j) : at(b, i - 4, j))),
  },
  {
    name: 'stack',
    inputs: [matrix, sample([4, 3], 35)],
    engine: (a, b) => tf.stack([a, b], 1),
    plain: (a, b) => build([4, 2, 3], (i, which, j) => at(which === 0 ? a : b, i, j)),
  },
  {
    name: 'unstack',
    inputs: [matrix],
    engine: (x) => (tf.unstack(x)[2] as tf.Tensor).mul(2),
    plain: (x) => build([3], (j) => 2 * at(x, 2, j)),
  },
  {
    name: 'pad',
    inputs: [matrix],
    engine: (x) =>
      tf.pad(x as tf.Tensor2D, [
        [1, 0],
        [0, 2],
      ]),
    plain: (x) => build([5, 5], (i, j) => (i >= 1 && j < 3 ? at(x, i - 1, j) : 0)),
  },
  {
    name: 'tile',
    inputs: [matrix],
    engine: (x) => tf.tile(x, [2, 2]),
    plain: (x) => build([8, 6], (i, j) => at(x, i % 4, j % 3)),
  },
  {
    name: 'expandDims and broadcastTo',
    inputs: [other],
    engine: (x) => tf.broadcastTo(tf.expandDims(x, 1), [2, 4, 3]),
    plain: (x) => build([2, 4, 3], (i, _, k) => at(x, i, k)),
  },
  {
    name: 'where',
    inputs: [matrix, sample([4, 3], 36)],
    engine: (a, b) => tf.where(pattern(), a, b),
    plain: (a, b) => build([4, 3], (i, j) => at((i + j) % 2 === 0 ? a : b, i, j)),
  },
  {
    name: 'oneHot times logits',
    inputs: [matrix],
    engine: (x) => tf.oneHot(tf.tensor1d(classes, 'int32'), 3).mul(x).sum(1),
    plain: (x) => build([4], (i) => at(x, i, classes[i] as number)),
  },
  {
    name: 'oneHot in float32',
    inputs: [matrix],
    engine: (x) => tf.oneHot(tf.tensor1d(classes, 'int32'), 3, 0.9, 0.05, 'float32').mul(x),
    plain: (x) => build([4, 3], (i, j) => (classes[i] === j ? 0.9 : 0.05) * at(x, i, j)),
  },
  {
    name: 'gather of repeated rows',
    inputs: [table],
    engine: (x) => tf.gather(x, tf.tensor2d(ids, [2, 3], 'int32')),
    plain: (x) => build([2, 3, 3], (i, j, k) => at(x, ids[3 * i + j] as number, k)),
  },
  {
    name: 'gather of columns',
    inputs: [matrix],
    engine: (x) => tf.gather(x, tf.tensor1d([2, 0, 2], 'int32'), 1),
    plain: (x) => build([4, 3], (i, j) => at(x, i, [2, 0, 2][j] as number)),
  },
  {
    name: 'gather of no rows',
    inputs: [table],
    engine: (x) => tf.gather(x, tf.tensor2d([], [0, 2], 'int32')),
    plain: () => build([0, 2, 3], () => 0),
  },
  {
    name: 'unsortedSegmentSum',
    inputs: [table],
    engine: (x) => tf.unsortedSegmentSum(x, tf.tensor1d([1, 0, 1, 3, 1, 0], 'int32'), 5),
    plain: (x) =>
      build([5, 3], (segment, k) =>
        sum(6, (row) => ([1, 0, 1, 3, 1, 0][row] === segment ? at(x, row, k) : 0)),
      ),
  },
  {
    name: 'scatterND of repeated rows',
    inputs: [table],
    differentiable: false,
    engine: (x) => tf.scatterND(tf.tensor2d(ids, [6, 1], 'int32'), x, [7, 3]),
    plain: (x) => build([7, 3], (place, k) => sum(6, (row) => (ids[row] === place ? at(x, row, k) : 0))),
  },
  {
    name: 'split',
    inputs: [matrix],
    engine: (x) => (tf.split(x, [1, 3])[1] as tf.Tensor).mul(2),
    plain: (x) => build([3, 3], (i, j) => 2 * at(x, i + 1, j)),
  },
  {
    name: 'squeeze',
    inputs: [sample([4, 1, 3], 37)],
    engine: (x) => tf.squeeze(x),
    plain: ({ data }) => ({ shape: [4, 3], data }),
  },
  {
    name: 'reverse',
    inputs: [cube],
    engine: (x) => tf.reverse(x, 1),
    plain: (x) => build(x.shape, (i, j, k) => at(x, i, 2 - j, k)),
  },
  {
    name: 'fill, range and zerosLike',
    inputs: [matrix],
    engine: (x) => tf.fill([4, 3], 0.5).add(tf.range(0, 3)).add(tf.zerosLike(x)).mul(x),
    plain: (x) => build([4, 3], (i, j) => (j + 0.5) * at(x, i, j)),
  },
  running(2, false, false),
  running(1, false, false),
  running(0, true, true),
];

function pattern(): tf.Tensor {
  const rows: NdArray = build([4, 3], (i, j) => ((i + j) % 2 === 0 ? 1 : 0));
  return tf.tensor2d(Array.from(rows.data), [4, 3], 'bool');
}
