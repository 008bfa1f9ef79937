import * as tf from '@tensorflow/tfjs';
import { type ConformanceCase, conformanceCase } from '../cases/conformance-case.js';
import { expectGradient, shake } from '../tensors/directional-derivative.js';
import { evaluating, type HeadRig } from './rig.js';

/** Clauses about the gradient of the loss. */
export function gradientCases<Label, Prediction, Scores extends object>(
  rig: HeadRig<Label, Prediction, Scores>,
): ConformanceCase[] {
  return [
    conformanceCase(
      'the gradient of the loss reaches features and all variables, and agrees with differences',
      () =>
        rig.withModule(async (module) => {
          await shake(Object.values(module.variables), rig.rng);
          const batch = module.collate(
            rig.labelled.map((row) => rig.labels[row]),
            rig.encodings(rig.labelled),
          );
          const features = tf.tidy(() => tf.variable(rig.features(rig.labelled, batch.positions)));
          const variables = Object.entries(module.variables).map(
            ([name, variable]) => [`the variable '${name}'`, variable] as const,
          );
          try {
            await expectGradient(
              { 'the features': features as tf.Variable, ...Object.fromEntries(variables) },
              () => module.loss(module.logits(features as tf.Tensor2D, evaluating), batch),
              rig.rng.fork('directions'),
            );
          } finally {
            features.dispose();
          }
        }),
    ),
  ];
}
