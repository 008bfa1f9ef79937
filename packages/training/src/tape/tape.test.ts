import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { createRng, rowSelection } from '@tomoni/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { record } from './tape.js';

function normal(seed: number, shape: number[], scale = 1): Tensor {
  const rng = createRng(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => scale * rng.normal()),
    shape,
  );
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** A chain with one weight used twice, and three losses of which the last reads an earlier layer. */
function network() {
  const x = normal(1, [5, 6]);
  const weights = [2, 3, 4].map((seed) => tf.variable(normal(seed, [6, 6], 0.3)));
  const heads = [5, 6, 7].map((seed) => tf.variable(normal(seed, [6, 1])));
  const [first, second, third] = weights as [Variable, Variable, Variable];
  const forward = (): Scalar[] => {
    const low = tf.tanh(tf.matMul(x, first));
    const high = tf.tanh(tf.matMul(tf.tanh(tf.matMul(tf.tanh(tf.matMul(low, second)), third)), first));
    return heads.map((head, i) => tf.mean(tf.square(tf.matMul(i === 2 ? low : high, head)))) as Scalar[];
  };
  const dispose = () => tf.dispose([x, ...weights, ...heads]);
  return { weights, heads, forward, dispose };
}

describe('record', () => {
  it('gives the gradients of tf.variableGrads, several times over one forward pass, and across an await', async () => {
    const { weights, heads, forward, dispose } = network();
    const sources = [...weights, ...heads];
    const before = tf.memory().numTensors;
    const one = tf.scalar(1);
    const { value: losses, tape } = record(forward);
    await new Promise((resolve) => setImmediate(resolve));
    for (let round = 0; round < 2; round++)
      for (let t = 0; t < losses.length; t++) {
        const gradients = tape.vjp([{ output: losses[t] as Tensor, gradient: one }], sources);
        const expected = tf.variableGrads(() => forward()[t] as Scalar, sources);
        sources.forEach((source, i) => {
          const reference = expected.grads[source.name];
          const gradient = gradients[i] ?? tf.zerosLike(source);
          if (reference === undefined || reference === null) expect(gradients[i]).toBeNull();
          else expect(Array.from(gradient.dataSync())).toEqual(Array.from(reference.dataSync()));
          gradient.dispose();
        });
        tf.dispose(expected);
      }
    tape.dispose();
    tf.dispose([one, losses]);
    expect(tf.memory().numTensors).toBe(before);
    dispose();
  });

  it('adds up seeds of several outputs and of one output seeded twice', () => {
    const { weights, forward, dispose } = network();
    const factors = [0.5, 2, -1].map((value) => tf.scalar(value));
    const { value: losses, tape } = record(forward);
    const seeds = losses.map((output, i) => ({ output, gradient: factors[i] as Tensor }));
    const twice = [...seeds, seeds[0] as (typeof seeds)[number]];
    const gradients = tape.backward(twice, weights);
    const { grads } = tf.variableGrads(
      () =>
        tf.tidy(() => {
          const [a, b, c] = forward() as [Scalar, Scalar, Scalar];
          return tf.addN([a.mul(1), b.mul(2), c.mul(-1)]).asScalar();
        }),
      weights,
    );
    weights.forEach((weight, i) => {
      const difference = tf.max(tf.abs(tf.sub(gradients[i] as Tensor, grads[weight.name] as Tensor)));
      expect(difference.dataSync()[0]).toBeLessThan(1e-5);
    });
    dispose();
  });

  it('frees the record on the way of the last walk', () => {
    const { weights, forward, dispose } = network();
    const before = tf.memory().numTensors;
    const { value: losses, tape } = record(forward);
    const one = tf.scalar(1);
    const gradients = tape.backward([{ output: losses[0] as Tensor, gradient: one }], weights);
    tf.dispose([one, losses, gradients.filter((gradient) => gradient !== null)]);
    expect(tf.memory().numTensors).toBe(before);
    dispose();
  });

  it('gives the gradient of a representation and of what lies below it', () => {
    const x = tf.variable(tf.tensor1d([1, 2, 3]));
    const held: Tensor[] = [];
    const { value: loss, tape } = record(() => {
      const representation = tf.square(x);
      held.push(tf.keep(representation));
      return tf.sum(tf.mul(representation, representation)).asScalar();
    });
    const [below, middle] = tape.vjp(
      [{ output: loss, gradient: tf.scalar(1) }],
      [x, held[0] as Tensor],
    ) as Tensor[];
    expect(Array.from((middle as Tensor).dataSync())).toEqual([2, 8, 18]);
    expect(Array.from((below as Tensor).dataSync())).toEqual([4, 32, 108]);
  });

  it('walks all losses together for their Gramian', async () => {
    const { weights, forward, dispose } = network();
    const before = tf.memory().numTensors;
    const { value: losses, tape } = record(forward);
    const blocks = await tape.gramians(losses, weights);
    const one = tf.scalar(1);
    const jacobian = losses.map((output) =>
      tape
        .vjp([{ output, gradient: one }], weights)
        .map((gradient) => (gradient === null ? new Float32Array(36) : gradient.dataSync())),
    );
    blocks.forEach((block, w) => {
      for (let a = 0; a < 3; a++)
        for (let b = 0; b < 3; b++) {
          const [left, right] = [jacobian[a]?.[w] as Float32Array, jacobian[b]?.[w] as Float32Array];
          const expected = left.reduce((sum, value, i) => sum + value * (right[i] as number), 0);
          expect(block[a * 3 + b]).toBeCloseTo(expected, 4);
        }
    });
    tape.dispose();
    expect(tf.memory().numTensors - before).toBeGreaterThanOrEqual(4);
    dispose();
  });

  it('takes inner products of the gradients of a table at the rows that were selected from it', async () => {
    const indices = [5, 1, 3];
    let scattered = 0;
    const select = tf.customGrad((x) => ({
      value: tf.gather(x as Tensor, indices),
      gradFunc: (dy: Tensor) => {
        scattered++;
        return tf.scatterND(tf.tensor2d(indices, [3, 1], 'int32'), dy, [8, 2]);
      },
    }));
    const table = tf.variable(
      tf.tensor2d(
        Float32Array.from({ length: 16 }, (_, i) => Math.sqrt(i)),
        [8, 2],
      ),
    );
    const before = tf.memory().numTensors;
    const { value: losses, tape } = record(() => {
      const rows = tf.tidy(rowSelection, () => select(table));
      return [tf.sum(tf.square(rows)), tf.sum(tf.pow(rows, 3)), tf.sum(rows)] as Scalar[];
    });
    const [found] = (await tape.gramians(losses, [table])) as [Float64Array];
    expect(scattered).toBe(0);
    const one = tf.scalar(1);
    const rows = losses.map((output) => tape.vjp([{ output, gradient: one }], [table])[0] as Tensor);
    expect(scattered).toBe(3);
    for (const [i, a] of rows.entries())
      for (const [j, b] of rows.entries()) {
        const [product] = tf.tidy(() => tf.sum(tf.mul(a, b)).dataSync<'float32'>());
        expect(found[3 * i + j]).toBeCloseTo(product as number, 3);
      }
    tape.dispose();
    tf.dispose([losses, one, rows]);
    expect(tf.memory().numTensors).toBe(before);
    table.dispose();
  });

  it('takes those of a table that is read twice at the table', async () => {
    const table = tf.variable(tf.tensor1d([1, 2]));
    const { value: loss, tape } = record(() => {
      const once = tf.tidy(rowSelection, () =>
        tf.customGrad((x) => ({ value: tf.square(x as Tensor), gradFunc: (dy: Tensor) => dy.mul(2) }))(table),
      );
      return tf.sum(tf.add(once, table)).asScalar();
    });
    expect(await tape.gramians([loss], [table])).toEqual([Float64Array.of(18)]);
    tape.dispose();
    tf.dispose([loss, table]);
  });

  it('recomputes inside a custom gradient', () => {
    const remembered = tf.customGrad((x, save) => {
      (save as (tensors: Tensor[]) => void)([x as Tensor]);
      return {
        value: tf.tanh(x as Tensor),
        gradFunc: (dy: Tensor, saved: Tensor[]) => {
          const input = saved[0] as Tensor;
          const { value, tape } = record(() => tf.tanh(input));
          const [gradient] = tape.backward([{ output: value, gradient: dy }], [input]);
          return gradient as Tensor;
        },
      };
    });
    const v = tf.variable(tf.tensor1d([0.1, 0.2, 0.3]));
    const { value, tape } = record(() => tf.sum(remembered(v)).asScalar());
    const [gradient] = tape.backward([{ output: value, gradient: tf.scalar(1) }], [v]) as [Tensor];
    const expected = Array.from(v.dataSync(), (x) => 1 - Math.tanh(x) ** 2);
    Array.from(gradient.dataSync()).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] as number, 6);
    });
  });

  it('refuses an operation without a gradient by its name', () => {
    const v = tf.variable(tf.tensor1d([1, 2]));
    const { value, tape } = record(() => tf.sum(tf.cast(tf.greater(v, 1), 'float32')).asScalar());
    expect(() => tape.backward([{ output: value, gradient: tf.scalar(1) }], [v])).toThrow(/Greater/);
  });

  it('leaves nothing behind when the recorded function throws', () => {
    const v = tf.variable(tf.tensor1d([1, 2]));
    const before = tf.memory().numTensors;
    expect(() =>
      record(() => {
        tf.square(v);
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(tf.memory().numTensors).toBe(before);
    expect(() => tf.grad((x) => tf.sum(tf.square(x)))(v)).not.toThrow();
  });

  it('does not record inside another gradient', () => {
    const v = tf.variable(tf.tensor1d([1, 2]));
    const inner = () => record(() => tf.sum(v).asScalar()).value;
    expect(() => tf.variableGrads(inner, [v])).toThrow(/another gradient/);
  });
});
