import type { GradSaveFunc, NamedTensorMap, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { applyKeepMask, type KeepMask } from '../dropout/keep-mask.js';

/** Scale and shift of a layer normalisation, `[width]` each. */
export interface Scaling {
  readonly weight: Tensor1D;
  readonly bias: Tensor1D;
}

/** Kernels that normalise, and take the gradients, in one call; `tfjs-backend-onnxruntime` documents them. */
const kernel = 'LayerNormalization';
const gradientKernel = 'LayerNormalizationGradient';

/**
 * Each row brought to mean 0 and variance 1, then scaled and shifted, and dropped from where there is a mask:
 * `[rows, width]`.
 *
 * Source: Ba, Kiros and Hinton, "Layer Normalization", 2016.
 */
export function layerNorm(x: Tensor2D, scaling: Scaling, epsilon: number, mask?: KeepMask): Tensor2D {
  if (tf.getKernel(kernel, tf.getBackend()) !== undefined) return compiledNorm(x, scaling, epsilon, mask);
  const { weight, bias } = scaling;
  const centred: Tensor2D = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  const normalised = tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
  const states: Tensor2D = tf.add(tf.mul(normalised, weight), bias);
  return mask === undefined ? states : applyKeepMask(states, mask);
}

function compiledNorm(
  x: Tensor2D,
  { weight, bias }: Scaling,
  epsilon: number,
  mask: KeepMask | undefined,
): Tensor2D {
  const attributes = { epsilon, scale: mask?.scale ?? 1 };
  const dropped: NamedTensorMap = mask === undefined ? {} : { kept: tf.tensor(mask.kept, x.shape, 'bool') };
  const run = tf.customGrad((...args) => {
    const save = args.at(-1) as GradSaveFunc;
    const value: Tensor = tf.engine().runKernel(kernel, { states: x, weight, bias, ...dropped }, attributes);
    save([x, weight, ...Object.values(dropped)]);
    const gradFunc = (gradient: Tensor, saved: Tensor[]): Tensor[] => {
      const [states, ownWeight, kept] = saved as [Tensor, Tensor, Tensor?];
      const inputs = { gradient, states, weight: ownWeight, ...(kept && { kept }) };
      return tf.engine().runKernel(gradientKernel, inputs, attributes);
    };
    return { value, gradFunc };
  });
  return run(x, weight, bias) as Tensor2D;
}
