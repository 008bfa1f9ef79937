import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { constantVariable } from './initial-values.js';
import type { Layer } from './linear.js';

/**
 * Layer normalisation of each row, with `weight` and `bias` `[width]`.
 *
 * Source: Ba, Kiros and Hinton, "Layer normalization", 2016.
 */
export function layerNormalization(width: number, epsilon: number): Layer {
  const weight = constantVariable<tf.Rank.R1>([width], 1);
  const bias = constantVariable<tf.Rank.R1>([width], 0);
  return {
    variables: { weight, bias },
    apply: (rows) => {
      const centered = tf.sub(rows, tf.mean(rows, 1, true));
      const variance = tf.mean(tf.square(centered), 1, true);
      const normalized = tf.mul(centered, tf.rsqrt(tf.add(variance, epsilon)));
      return tf.add<Tensor2D>(tf.mul(normalized, weight), bias);
    },
  };
}
