import type { TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { OnnxRuntimeBackend } from '../../backend/onnxruntime-backend.js';
import { OnnxRuntimeError } from '../../errors/onnxruntime-error.js';
import { float32Values } from '../../kernels/dtype.js';
import { kernel } from '../../kernels/kernel.js';
import { type AdamCoefficients, type AdamLists, stepAdam } from './step.js';

/** Inputs of `AdamStep`, all in one shape. */
export interface AdamInputs {
  readonly variable: TensorInfo;
  readonly firstMoment: TensorInfo;
  readonly secondMoment: TensorInfo;
  readonly gradient: TensorInfo;
}

/** Attributes of `AdamStep`. */
export interface AdamAttributes {
  /** Learning rate. */
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** How often the variable has been stepped, this step included. */
  readonly steps: number;
  /** Decoupled: `rate · weightDecay` of the variable is taken away first. */
  readonly weightDecay: number;
  /** What the gradient is multiplied by first. */
  readonly scale: number;
}

const changed = ['variable', 'firstMoment', 'secondMoment'] as const;

/**
 * `AdamStep`: a step of Adam or AdamW, in place. What other tensors share keeps its numbers: the step then goes into
 * another storage.
 *
 * Source: Kingma and Ba, "Adam", ICLR 2015; Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019.
 */
export const adamStepKernel = kernel<AdamInputs, AdamAttributes>(
  'AdamStep',
  (inputs, attributes, backend) => {
    const state: AdamLists = {
      variable: float32Values(backend, inputs.variable),
      firstMoment: float32Values(backend, inputs.firstMoment),
      secondMoment: float32Values(backend, inputs.secondMoment),
    };
    const gradient = float32Values(backend, inputs.gradient);
    for (const name of changed) checkLength(name, state[name], gradient);
    const target = (name: keyof AdamLists) =>
      backend.isPrivate(inputs[name]) ? state[name] : backend.take('float32', gradient.length);
    const stepped: AdamLists = {
      variable: target('variable'),
      firstMoment: target('firstMoment'),
      secondMoment: target('secondMoment'),
    };
    stepAdam(state, gradient, adamCoefficients(attributes), stepped);
    for (const name of changed)
      if (stepped[name] !== state[name]) detach(name, inputs[name], stepped[name], backend);
    return [];
  },
);

function adamCoefficients(attributes: AdamAttributes): AdamCoefficients {
  const { rate, beta1, beta2, epsilon, steps, weightDecay, scale } = attributes;
  const root = Math.sqrt(1 - beta2 ** steps);
  return {
    kept: 1 - rate * weightDecay,
    firstKept: beta1,
    firstAdded: (1 - beta1) * scale,
    secondKept: beta2,
    secondAdded: (1 - beta2) * scale * scale,
    length: (rate * root) / (1 - beta1 ** steps),
    epsilon: epsilon * root,
  };
}

/** Gives a tensor other numbers, and no other tensor. */
function detach(name: string, tensor: TensorInfo, values: Float32Array, backend: OnnxRuntimeBackend): void {
  if (backend.refCount(tensor.dataId) === 1) {
    backend.replace(tensor, values);
    return;
  }
  if (!(tensor instanceof tf.Variable))
    throw new OnnxRuntimeError({
      code: 'invalid-argument',
      what: `AdamStep was given a ${name} that is no variable and shares its storage with another tensor.`,
      remedy: 'Give a tf.Variable.',
    });
  const fresh = tf.engine().makeTensorFromTensorInfo(backend.output(tensor.shape, 'float32', values));
  tensor.assign(fresh);
  fresh.dispose();
}

function checkLength(name: string, values: Float32Array, gradient: Float32Array): void {
  if (values.length === gradient.length) return;
  throw new OnnxRuntimeError({
    code: 'invalid-argument',
    what: `AdamStep was given a gradient of ${gradient.length} elements for a ${name} of ${values.length}.`,
  });
}
