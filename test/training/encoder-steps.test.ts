import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { all } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import { adam, adamW, record, type TrainedParameter } from '@tomoni/training';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  fixtureEncoder,
  fixtureEncodings,
  floats,
  numbers,
  readFixture,
} from '../../packages/encoders/src/fixtures/torch-fixture.js';

/** By parameter: every seventh value, as encoder-steps.py writes them. */
type Sampled = Readonly<Record<string, string>>;
interface Steps {
  readonly gradients: Sampled;
  readonly adam: Sampled;
  readonly adamW: Sampled;
}

const steps: Readonly<Record<string, Steps>> & { readonly stride: number } = JSON.parse(
  readFileSync(new URL('fixtures/encoder-steps.json', import.meta.url), 'utf8'),
);
const layers = [0, 1, 2, 3];
const methods = { adam: adam(1e-3), adamW: adamW(1e-3, { weightDecay: 0.1 }) };

/** The parameters of an encoder after one step along the gradients of the loss of make-fixtures.py. */
async function stepped(name: string, method: keyof typeof methods): Promise<Map<string, Float32Array>> {
  const fixture = readFixture(name);
  const instance = fixtureEncoder(fixture).instantiate({ trainable: all() });
  const longest = Math.max(...fixture.lengths);
  const mask = tf.tensor3d(
    fixture.lengths.map((length) => Array.from({ length: longest }, (_, i) => [i < length ? 1 : 0])),
  );
  const batch = await instance.prepare(fixtureEncodings(fixture), {
    reads: layers.map((layer) => ({ layer, read: 'all' })),
  });
  const { value: loss, tape } = record(() => {
    const states = instance.forward(batch, { training: false });
    const terms = layers.map((layer): tf.Scalar => {
      const hidden = states.all(layer);
      const factors = tf.tensor(Float32Array.from(numbers(2000 + layer, hidden.size)), hidden.shape);
      return tf.sum(tf.mul(hidden, tf.mul(factors, mask)));
    });
    return tf.addN(terms);
  });
  const parameters = instance.parameters.map((parameter): TrainedParameter => {
    if (!parameter.trainable) throw new Error(`${parameter.name} is not trained`);
    return { ...parameter, group: 'encoder', variable: parameter.value };
  });
  const variables = parameters.map(({ variable }) => variable);
  const one = tf.scalar(1);
  const gradients = tape.backward([{ output: loss, gradient: one }], variables);
  const optimizer = methods[method].create(parameters);
  optimizer.apply(gradients, 1);
  const values = new Map(parameters.map(({ name: own, variable }) => [own, variable.dataSync<'float32'>()]));
  tf.dispose([mask, loss, one, ...gradients.filter((gradient) => gradient !== null)]);
  optimizer.dispose();
  batch.dispose();
  instance.dispose();
  return values;
}

describe.each(['cpu', 'wasm', 'onnxruntime'] as const)(
  'one step of an encoder on the engine %s',
  (engine) => {
    beforeAll(async () => {
      await useEngine(engine);
    });

    describe.each(['bert', 'roberta', 'distilbert'])('%s', (name) => {
      it.each(['adam', 'adamW'] as const)('by %s is that of PyTorch to 1e-5', async (method) => {
        const { gradients, [method]: expected } = steps[name] as Steps;
        const before = tf.memory().numTensors;
        const found = await stepped(name, method);
        expect(tf.memory().numTensors).toBe(before);
        expect([...found.keys()].sort()).toEqual(Object.keys(expected).sort());
        let compared = 0;
        let left = 0;
        for (const [parameter, values] of found) {
          const reference = floats(expected[parameter] as string);
          const slope = floats(gradients[parameter] as string);
          const steep = slope.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
          for (const [i, value] of reference.entries()) {
            // The first step has the size of the learning rate and the sign of the gradient: where that is
            // rounding noise around 0, so is its sign.
            const size = Math.abs(slope[i] as number);
            if (size > 0 && size <= 1e-4 * Math.max(steep, 1e-2)) left++;
            else {
              compared++;
              expect(Math.abs((values[i * steps.stride] as number) - value)).toBeLessThan(1e-5);
            }
          }
        }
        expect(compared).toBeGreaterThan(50 * left);
      });
    });
  },
);
