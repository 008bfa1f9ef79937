import * as tf from '@tensorflow/tfjs';
import type { EncoderInstance, PreparedBatch } from '@tomoni/spec';
import { type ConformanceCase, conformanceCase } from '../cases/conformance-case.js';
import { expectSame } from '../cases/expectations.js';
import { expectGradient } from '../tensors/directional-derivative.js';
import { type EncoderRig, evaluating, everything, withInstance } from './rig.js';

const TOLERANCE = 1e-3;
const PARAMETERS_COMPARED = 6;

/** Clauses about gradients. */
export function gradientCases<Input>({
  encoder,
  encodings,
  selections,
  rng,
}: EncoderRig<Input>): ConformanceCase[] {
  const top = encoder.config.depth;
  const own = rng.fork('readout');
  const weights = Float32Array.from({ length: encoder.config.hiddenSize }, () => own.normal());
  const prepare = (instance: EncoderInstance) =>
    instance.prepare(encodings, { reads: [{ layer: top, read: 'pooled', pooling: 'mean' }] });
  /** A scalar in which every parameter takes part. */
  const readout = (instance: EncoderInstance, batch: PreparedBatch) =>
    tf
      .tanh(instance.forward(batch, evaluating).pooled(top, 'mean'))
      .mul(tf.tensor1d(weights))
      .sum<tf.Scalar>();
  const variablesOf = (instance: EncoderInstance) =>
    instance.parameters.flatMap((parameter) =>
      parameter.trainable ? [[parameter.name, parameter.value] as const] : [],
    );
  const gradientsOf = (instance: EncoderInstance) =>
    withBatch(prepare(instance), async (batch) => {
      const variables = variablesOf(instance);
      if (variables.length === 0) return {};
      const { value, grads } = tf.variableGrads(
        () => readout(instance, batch),
        variables.map(([, variable]) => variable),
      );
      const read: Record<string, number[] | undefined> = {};
      for (const [name, variable] of variables) {
        const gradient = grads[variable.name];
        read[name] = gradient && Array.from(await gradient.data());
      }
      tf.dispose([value, grads]);
      return read;
    });

  return [
    conformanceCase('gradients agree with differences', () =>
      withInstance(encoder, everything, (instance) =>
        withBatch(prepare(instance), (batch) => {
          const all = variablesOf(instance);
          const stride = Math.max(1, Math.floor(all.length / PARAMETERS_COMPARED));
          return expectGradient(
            Object.fromEntries(all.filter((_, i) => i % stride === 0)),
            () => readout(instance, batch),
            rng.fork('directions'),
            { mayVanish: true },
          );
        }),
      ),
    ),
    conformanceCase('the gradient of a parameter does not depend on what else is trained', async () => {
      const expected = await withInstance(encoder, everything, gradientsOf);
      for (const selection of selections) {
        const found = await withInstance(encoder, selection, gradientsOf);
        for (const [name, gradient] of Object.entries(found)) {
          const scale = Math.max(...(expected[name] ?? [0]).map(Math.abs), 1e-6);
          expectSame(
            gradient?.map((entry) => entry / scale),
            expected[name]?.map((entry) => entry / scale),
            `Training ${selection.description} gives '${name}' another gradient, in parts of its largest entry.`,
            TOLERANCE,
          );
        }
      }
    }),
  ];
}

async function withBatch<T>(
  preparing: Promise<PreparedBatch>,
  use: (batch: PreparedBatch) => Promise<T>,
): Promise<T> {
  const batch = await preparing;
  try {
    return await use(batch);
  } finally {
    batch.dispose();
  }
}
