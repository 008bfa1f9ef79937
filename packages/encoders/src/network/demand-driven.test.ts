import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { useEngine } from '@tomoni/engines';
import {
  createRng,
  type Demand,
  type Encoder,
  type HiddenStates,
  type InstantiationOptions,
  type LayerRead,
  type Mode,
  type ParameterSelection,
  type Positions,
} from '@tomoni/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerStandIns } from '../fixtures/stand-in-kernels.js';
import { fixtureEncoder, fixtureEncodings, numbers, readFixture } from '../fixtures/torch-fixture.js';
import { all, lastLayers, layers, none } from '../selection/selections.js';
import { compiles } from '../transformer/compiled-layer.js';

/** A demand, and everything that is read of it in the same order. */
interface Reading {
  readonly reads: readonly LayerRead[];
  /** A scalar of what is read. */
  loss(read: readonly Tensor[], tokenEmbeddings: Tensor): Scalar;
}

const few: Positions = { rows: Int32Array.of(0, 1, 0, 0), columns: Int32Array.of(3, 1, 0, 3) };
const many: Positions = {
  rows: Int32Array.of(0, 0, 0, 0, 0, 0, 1, 2, 1),
  columns: Int32Array.of(0, 2, 3, 4, 5, 7, 1, 0, 2),
};
const first = (layer: number): LayerRead => ({ layer, read: 'pooled', pooling: 'first' });
const at = (layer: number, positions: Positions): LayerRead => ({ layer, read: 'positions', positions });

/** Every number that is read times one that is known. */
function weighted(read: readonly Tensor[]): Scalar {
  return tf.addN(
    read.map(
      (x, i): Scalar => tf.sum(tf.mul(x, tf.tensor(Float32Array.from(numbers(31 + i, x.size)), x.shape))),
    ),
  );
}

const readings: Readonly<Record<string, Reading>> = {
  'a head on the first token': { reads: [first(3)], loss: weighted },
  'a few positions, differently many in each text': { reads: [at(3, few)], loss: weighted },
  'most positions': { reads: [at(3, many)], loss: weighted },
  'a tagging head below a classification head': { reads: [at(2, many), first(3)], loss: weighted },
  'heads on several layers': {
    reads: [first(1), { layer: 2, read: 'pooled', pooling: 'mean' }, at(3, few), first(3)],
    loss: weighted,
  },
  'masked tokens and embeddings tied to their decoder': {
    reads: [at(3, few)],
    loss: (read, table) => {
      const logits = tf.matMul(read[0] as tf.Tensor2D, table as tf.Tensor2D, false, true);
      return tf.neg(tf.sum(tf.slice(tf.logSoftmax(logits), [0, 7], [-1, 1])));
    },
  },
};

interface Outcome {
  readonly outputs: readonly Float32Array[];
  readonly gradients: ReadonlyMap<string, Float32Array | undefined>;
}

function read(states: HiddenStates, wanted: LayerRead): Tensor {
  if (wanted.read === 'pooled') return states.pooled(wanted.layer, wanted.pooling);
  return wanted.read === 'positions' ? states.at(wanted.layer, wanted.positions) : states.all(wanted.layer);
}

/** Outputs and gradients of a reading; `whole` asks for all states of the layers too, so that nothing is pruned. */
async function run(
  encoder: Encoder,
  encodings: ReturnType<typeof fixtureEncodings>,
  { reads, loss }: Reading,
  mode: Mode,
  options: InstantiationOptions & { readonly whole?: boolean },
): Promise<Outcome> {
  const instance = encoder.instantiate(options);
  const own = tf.memory().numTensors;
  const demand: Demand = {
    reads: options.whole ? [...reads, ...reads.map(({ layer }) => ({ layer, read: 'all' }) as const)] : reads,
  };
  const prepared = await instance.prepare(encodings, demand);
  const outputs = tf.tidy(() => {
    const states = instance.forward(prepared, mode);
    return reads.map((wanted) => read(states, wanted).dataSync<'float32'>().slice());
  });
  const variables = instance.parameters.flatMap((p) => (p.trainable ? [[p.name, p.value] as const] : []));
  const gradients = new Map<string, Float32Array | undefined>();
  if (variables.length > 0) {
    const { value, grads } = tf.variableGrads(
      () => {
        const states = instance.forward(prepared, mode);
        return loss(
          reads.map((wanted) => read(states, wanted)),
          instance.tokenEmbeddings as Tensor,
        );
      },
      variables.map(([, variable]) => variable as Variable),
    );
    for (const [name, variable] of variables)
      gradients.set(name, grads[variable.name]?.dataSync<'float32'>().slice());
    tf.dispose([value, grads]);
  }
  prepared.dispose();
  expect(tf.memory().numTensors).toBe(own);
  instance.dispose();
  return { outputs, gradients };
}

const largest = (values: Iterable<number>) => {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
};

function expectAgreement(found: Outcome, expected: Outcome): void {
  for (const [i, reference] of expected.outputs.entries()) {
    const scale = largest(reference);
    const difference = largest(reference.map((value, k) => value - (found.outputs[i]?.[k] as number)));
    expect(difference / scale).toBeLessThan(1e-5);
  }
  // The bias of the keys has no effect: what it has for a gradient is noise, and 0 where it is not even added.
  const scales = [...expected.gradients.values()].map((gradient) => largest(gradient ?? []));
  const floor = 1e-3 * Math.max(0, ...scales);
  for (const [name, reference] of expected.gradients) {
    const gradient = found.gradients.get(name);
    expect(gradient?.length, name).toBe(reference?.length);
    const scale = /(key|k_lin)\.bias$/.test(name) ? floor : largest(reference ?? []);
    const difference = largest((reference ?? []).map((value, k) => value - (gradient?.[k] as number)));
    if (scale > 0) expect(difference / scale, name).toBeLessThan(1e-4);
  }
}

const evaluation: Mode = { training: false };
const training: Mode = { training: true, rng: createRng(5) };
const settings: Readonly<Record<string, { readonly mode: Mode; readonly trainable: ParameterSelection }>> = {
  'everything trained, without dropout': { mode: evaluation, trainable: all() },
  'the last layer trained, with dropout': { mode: training, trainable: lastLayers(1) },
  'layers apart trained, with dropout': { mode: training, trainable: layers(1, 3) },
};

describe.each(['cpu', 'wasm', 'onnxruntime'] as const)('demand-driven execution on %s', (engine) => {
  let before = 0;
  beforeEach(async () => {
    await useEngine(engine);
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is one call per layer where the backend has the kernel', () => {
    expect(compiles()).toBe(engine === 'onnxruntime');
  });

  describe.each(engine === 'wasm' ? ['bert'] : ['bert', 'roberta', 'distilbert'])(
    'agrees with the whole plain one: %s',
    (family) => {
      const fixture = readFixture(family);
      const encoder = fixtureEncoder(fixture);
      const encodings = fixtureEncodings(fixture);

      it.each(
        Object.keys(readings).flatMap((reading) =>
          Object.keys(settings).map((setting) => [reading, setting]),
        ),
      )('%s, %s', async (reading, setting) => {
        const wanted = readings[reading as string] as Reading;
        const { mode, trainable } = settings[setting as string] as (typeof settings)[string];
        const expected = await run(encoder, encodings, wanted, mode, {
          trainable,
          cache: false,
          whole: true,
        });
        const ways: InstantiationOptions[] = [
          { trainable, cache: false },
          { trainable },
          { trainable },
          { trainable, memory: 'recompute' },
        ];
        for (const way of ways) expectAgreement(await run(encoder, encodings, wanted, mode, way), expected);
        if (engine !== 'cpu') return;
        const { calls, unregister } = registerStandIns();
        try {
          for (const way of ways) expectAgreement(await run(encoder, encodings, wanted, mode, way), expected);
          expect(calls.some(({ kernel }) => kernel === 'TransformerLayerGradient')).toBe(true);
        } finally {
          unregister();
        }
      });

      it.each(Object.keys(readings))('%s, wholly frozen', async (reading) => {
        const wanted = readings[reading] as Reading;
        const mode = evaluation;
        const trainable = none();
        const expected = await run(encoder, encodings, wanted, mode, {
          trainable,
          cache: false,
          whole: true,
        });
        for (const options of [{ cache: false as const }, {}, {}])
          expectAgreement(await run(encoder, encodings, wanted, mode, { trainable, ...options }), expected);
      });
    },
  );
});
