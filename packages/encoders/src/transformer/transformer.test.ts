import * as tf from '@tensorflow/tfjs';
import { useEngine } from '@tomoni/engines';
import type { Demand, Encoder, EncoderInstance, HiddenStates, Mode, ParameterSelection } from '@tomoni/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  fixtureEncoder,
  fixtureEncodings,
  floats,
  numbers,
  readFixture,
  type TorchFixture,
} from '../fixtures/torch-fixture.js';
import { all, lastLayers, none } from '../selection/selections.js';

const evaluation: Mode = { training: false };
const everyLayer = [0, 1, 2, 3];
const everything: Demand = {
  reads: everyLayer.map((layer) => ({ layer, read: 'all' })),
  attention: everyLayer.slice(1),
};

/** Runs `read` on a forward pass over the fixture's batch and frees all but what it returns. */
async function withStates<T>(
  encoder: Encoder,
  fixture: TorchFixture,
  trainable: ParameterSelection,
  read: (states: HiddenStates, instance: EncoderInstance) => T | Promise<T>,
): Promise<T> {
  const instance = encoder.instantiate({ trainable });
  const batch = await instance.prepare(fixtureEncodings(fixture), everything);
  const states = instance.forward(batch, evaluation);
  const result = await read(states, instance);
  batch.dispose();
  instance.dispose();
  return result;
}

/** The largest difference as a share of the reference's scale, over the last axis' rows that `counts` names. */
function deviation(found: Float32Array, reference: Float32Array, counts: (index: number) => boolean): number {
  expect(found.length).toBe(reference.length);
  let difference = 0;
  let scale = 0;
  for (let i = 0; i < reference.length; i++) {
    if (!counts(i)) continue;
    difference = Math.max(difference, Math.abs((found[i] as number) - (reference[i] as number)));
    scale = Math.max(scale, Math.abs(reference[i] as number));
  }
  return difference / scale;
}

/** Whether an element of `[batch, heads, length, width]` belongs to a token and not to padding. */
function ofToken({ lengths }: TorchFixture, heads: number, width: number): (index: number) => boolean {
  const longest = Math.max(...lengths);
  return (index) => {
    const row = Math.floor(index / width);
    const encoding = Math.floor(row / (heads * longest));
    return row % longest < (lengths[encoding] as number);
  };
}

/** The scalar whose gradients the fixture holds: states times known numbers, padding left out. */
function fixtureLoss(states: HiddenStates, { lengths }: TorchFixture): tf.Scalar {
  const longest = Math.max(...lengths);
  const mask = tf.tensor3d(
    lengths.map((length) => Array.from({ length: longest }, (_, i) => [i < length ? 1 : 0])),
  );
  return tf.addN(
    everyLayer.map((layer): tf.Scalar => {
      const x = states.all(layer);
      const c = tf.tensor(Float32Array.from(numbers(2000 + layer, x.size)), x.shape);
      return tf.sum(tf.mul(x, tf.mul(c, mask)));
    }),
  );
}

describe.each(['cpu', 'wasm'] as const)('on the engine %s', (engine) => {
  beforeAll(async () => {
    await useEngine(engine);
  });

  describe.each(['bert', 'roberta', 'xlm-roberta', 'distilbert'])('%s', (name) => {
    const fixture = readFixture(name);
    const encoder = fixtureEncoder(fixture);

    it('has the parameters of Python transformers', () => {
      expect(new Map(encoder.parameters.map(({ name, shape }) => [name, shape]))).toEqual(
        new Map(fixture.parameters),
      );
    });

    it.each([
      ['off the tape', none()],
      ['half off the tape', lastLayers(2)],
      ['on the tape', all()],
    ])('gives the hidden states and attention maps of PyTorch, run %s', async (_, trainable) => {
      await withStates(encoder, fixture, trainable, async (states) => {
        for (const layer of everyLayer) {
          const found = states.all(layer);
          const reference = floats(fixture.hiddenStates[layer] as string);
          const error = deviation(
            await found.data<'float32'>(),
            reference,
            ofToken(fixture, 1, found.shape[2]),
          );
          expect(error).toBeLessThan(1e-4);
          found.dispose();
          if (layer === 0) continue;
          const maps = states.attention(layer);
          const mapError = deviation(
            await maps.data<'float32'>(),
            floats(fixture.attention[layer - 1] as string),
            ofToken(fixture, maps.shape[1], maps.shape[3]),
          );
          expect(mapError).toBeLessThan(1e-4);
          maps.dispose();
        }
      });
    });
  });

  it.each(['bert', 'roberta', 'distilbert'])('gives the gradients of PyTorch for %s', async (name) => {
    const fixture = readFixture(name);
    const reference = new Map(
      fixture.parameters.map(([parameter], index) => [
        parameter,
        floats(fixture.gradients?.[index] as string),
      ]),
    );
    const instance = fixtureEncoder(fixture).instantiate({ trainable: all() });
    const batch = await instance.prepare(fixtureEncodings(fixture), everything);
    const { value, grads } = tf.variableGrads(() =>
      fixtureLoss(instance.forward(batch, evaluation), fixture),
    );
    expect((await value.data())[0]).toBeCloseTo(fixture.loss as number, 3);
    for (const layer of everyLayer) {
      let error = 0;
      let largest = 0;
      for (const parameter of instance.parameters.filter((other) => other.layer === layer)) {
        const found = await grads[(parameter.value as tf.Variable).name]?.data<'float32'>();
        for (const [i, expected] of reference.get(parameter.name)?.entries() ?? []) {
          error = Math.max(error, Math.abs((found?.[i] as number) - expected));
          largest = Math.max(largest, Math.abs(expected));
        }
      }
      expect(error / largest).toBeLessThan(1e-3);
    }
    value.dispose();
    tf.dispose(grads);
    batch.dispose();
    instance.dispose();
  });
});
