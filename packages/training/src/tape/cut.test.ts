import type { Scalar, Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { createRng } from '@tomoni/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { record } from './tape.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function numbers(seed: number, rows: number): tf.Tensor2D {
  const rng = createRng(seed);
  return tf.tensor2d(
    Float32Array.from({ length: 4 * rows }, () => rng.normal()),
    [rows, 4],
  );
}

/** Two shared matrices, a head on each of their outputs, and a third head that uses the first matrix once more. */
function network() {
  const [first, second] = [1, 2].map((seed) => tf.variable(numbers(seed, 4)));
  const heads = [3, 4, 5].map((seed) => tf.variable(numbers(seed, 4)));
  const x = numbers(6, 3);
  const mean = (y: tf.Tensor) => tf.mean(tf.square(y)) as Scalar;
  const forward = (): Scalar[] => {
    const low = tf.tanh(tf.matMul(x, first as Variable));
    const high = tf.tanh(tf.matMul(low, second as Variable));
    const tied = tf.matMul(tf.matMul(high, heads[2] as Variable), first as Variable);
    return [
      mean(tf.matMul(low, heads[0] as Variable)),
      mean(tf.matMul(high, heads[1] as Variable)),
      mean(tied),
    ];
  };
  const shared = [first, second] as Variable[];
  return { shared, heads, forward, dispose: () => tf.dispose([...shared, ...heads, x]) };
}

describe('a cut above what losses share', () => {
  it('lies at the tensors that heads read, below a second use of a shared parameter', () => {
    const { shared, heads, forward, dispose } = network();
    const before = tf.memory().numTensors;
    const { value: losses, tape } = record(forward);
    const cut = tape.cut(shared, heads);
    expect(cut.tensors).toHaveLength(2);
    const found = [...cut.gradients(losses)];
    const reached = new Map(found.map(({ source, gradients }) => [source, gradients.map((g) => g !== null)]));
    expect([...reached.keys()].sort()).toEqual([0, 1]);
    expect([reached.get(0), reached.get(1)]).toEqual([
      [true, false, false],
      [false, true, true],
    ]);
    for (const { gradients } of found) tf.dispose(gradients.filter((gradient) => gradient !== null));
    tape.dispose();
    tf.dispose(losses);
    expect(tf.memory().numTensors).toBe(before);
    dispose();
  });

  it('has gradients that, seeded there, go on to those of the parameters', () => {
    const { shared, heads, forward, dispose } = network();
    const { value, tape } = record(forward);
    const losses = value.slice(0, 2);
    const cut = tape.cut(shared, heads);
    const seeds = [...cut.gradients(losses)].flatMap(({ source, gradients }) =>
      gradients.flatMap((gradient) =>
        gradient === null ? [] : [{ output: cut.tensors[source] as tf.Tensor, gradient }],
      ),
    );
    const through = tape.vjp(seeds, shared);
    const one = tf.scalar(1);
    const direct = tape.vjp(
      losses.map((output) => ({ output, gradient: one })),
      shared,
    );
    for (const [i, gradient] of through.entries()) {
      const expected = Array.from((direct[i] as tf.Tensor).dataSync());
      for (const [k, entry] of Array.from((gradient as tf.Tensor).dataSync()).entries())
        expect(entry).toBeCloseTo(expected[k] as number, 6);
    }
    tape.dispose();
    tf.dispose([one, ...value, ...seeds.map(({ gradient }) => gradient)]);
    tf.dispose([...through, ...direct] as tf.Tensor[]);
    dispose();
  });
});

describe('gradients source by source', () => {
  it('leave nothing behind where the walk is broken off', () => {
    const { shared, heads, forward, dispose } = network();
    const before = tf.memory().numTensors;
    const { value: losses, tape } = record(forward);
    for (const { gradients } of tape.gradients(losses, [...heads, ...shared])) {
      tf.dispose(gradients.filter((gradient) => gradient !== null));
      break;
    }
    tape.dispose();
    tf.dispose(losses);
    expect(tf.memory().numTensors).toBe(before);
    dispose();
  });
});
