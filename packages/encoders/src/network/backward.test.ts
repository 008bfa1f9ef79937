import type { Scalar, Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { ParameterSelection } from '@tomoni/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerStandIns } from '../fixtures/stand-in-kernels.js';
import { fixtureEncoder, fixtureEncodings, readFixture } from '../fixtures/torch-fixture.js';
import { all, lastLayers, layers, named } from '../selection/selections.js';

const fixture = readFixture('bert');
const encodings = fixtureEncodings(fixture);

/** Runs a step of training over the first token, and hands what the tape is asked for to `look`. */
async function step(trainable: ParameterSelection, memory: 'save' | 'recompute' = 'save'): Promise<string[]> {
  const instance = fixtureEncoder(fixture).instantiate({ trainable, memory });
  const prepared = await instance.prepare(encodings, {
    reads: [{ layer: 3, read: 'pooled', pooling: 'first' }],
  });
  const variables = instance.parameters.flatMap((p) => (p.trainable ? [p.value] : []));
  const profile = await tf.profile(() => {
    const { value, grads } = tf.variableGrads(
      () => tf.sum(instance.forward(prepared, { training: false }).pooled(3, 'first')) as Scalar,
      variables as Variable[],
    );
    tf.dispose([value, grads]);
    return value;
  });
  prepared.dispose();
  instance.dispose();
  return profile.kernels.map(({ name }) => name);
}

const products = (kernels: readonly string[]) =>
  kernels.filter((name) => name === 'BatchMatMul' || name === '_FusedMatMul').length;

describe('the backward pass of plain layers', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('multiplies nothing for frozen parameters, and stops at the lowest trained layer', async () => {
    // One layer from few queries: six maps (the keys' and the values' by head) and two products of attention.
    const forward = 8;
    const whole = products(await step(lastLayers(1)));
    // Backward, maps and products of attention cost two each, but that nothing passes through to the states below:
    // by the query, by the scores, by the context.
    expect(whole).toBe(forward + 2 * 8 - 3);
    const output = products(await step(named('encoder.layer.2.output.dense.weight')));
    expect(output).toBe(forward + 1);
    const values = products(await step(named('encoder.layer.2.attention.self.value.weight')));
    // Through output, intermediate and attention output, then the values' own.
    expect(values).toBe(forward + 4);
    const norm = products(await step(named('encoder.layer.2.output.LayerNorm')));
    expect(norm).toBe(forward);
  });

  it('passes through frozen layers without their weights', async () => {
    const kernels = products(await step(layers(1)));
    const others = products(await step(all()));
    expect(kernels).toBeLessThan(others);
    // All but the weight gradients of layers 2 and 3, six products each, and the three on the way to the embeddings.
    expect(others - kernels).toBe(2 * 6 + 3);
  });
});

describe('layers that are computed again', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('keep less on the tape, at the price of a second forward pass', async () => {
    const bytes = async (memory: 'save' | 'recompute') => {
      const instance = fixtureEncoder(fixture).instantiate({ trainable: all(), memory });
      const prepared = await instance.prepare(encodings, { reads: [{ layer: 3, read: 'all' }] });
      const before = tf.memory().numBytes;
      let kept = 0;
      const { value, grads } = tf.variableGrads(() => {
        const loss = tf.sum(instance.forward(prepared, { training: false }).all(3)) as Scalar;
        kept = tf.memory().numBytes - before;
        return loss;
      });
      tf.dispose([value, grads]);
      prepared.dispose();
      instance.dispose();
      return kept;
    };
    expect(await bytes('recompute')).toBeLessThan(0.5 * (await bytes('save')));
    expect(products(await step(all(), 'recompute'))).toBeGreaterThan(products(await step(all())));
  });
});

describe('the backward pass of compiled layers', () => {
  let standIns: ReturnType<typeof registerStandIns>;
  beforeAll(async () => {
    await tf.setBackend('cpu');
    standIns = registerStandIns();
  });
  afterAll(() => standIns.unregister());

  async function gradients(trainable: ParameterSelection): Promise<(readonly string[])[]> {
    standIns.calls.length = 0;
    await step(trainable);
    return standIns.calls
      .filter(({ kernel }) => kernel === 'TransformerLayerGradient')
      .map((call) => call.gradients);
  }

  it('asks for exactly the gradients that are wanted, from the top down', async () => {
    const everything = await gradients(all());
    expect(everything).toHaveLength(3);
    for (const wanted of everything) expect([wanted.length, wanted[0]]).toEqual([17, 'states']);
    expect((await gradients(lastLayers(1))).map((wanted) => wanted.length)).toEqual([16]);
    expect(await gradients(layers(1))).toEqual([['states'], ['states'], everything[2]?.slice(1)]);
    expect(await gradients(named('encoder.layer.1.attention.self.value.weight'))).toEqual([
      ['states'],
      ['valueWeight'],
    ]);
  });

  it('saves nothing where nothing records, and nothing of the frozen layers', async () => {
    standIns.calls.length = 0;
    const instance = fixtureEncoder(fixture).instantiate({ trainable: all(), cache: false });
    const prepared = await instance.prepare(encodings, {
      reads: [{ layer: 3, read: 'pooled', pooling: 'first' }],
    });
    tf.tidy(() => void instance.forward(prepared, { training: false }));
    prepared.dispose();
    instance.dispose();
    expect(standIns.calls).toHaveLength(3);
    expect(standIns.calls.flatMap((call) => call.gradients)).toEqual([]);
    expect(standIns.calls.map(({ inputs }) => inputs.includes('positions'))).toEqual([false, false, true]);
  });
});
