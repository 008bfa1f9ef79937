import type { TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { OnnxRuntimeBackend } from '../../backend/onnxruntime-backend.js';
import { OnnxRuntimeError } from '../../errors/onnxruntime-error.js';
import { float32Values } from '../../kernels/dtype.js';
import { kernel } from '../../kernels/kernel.js';
import { type AdamCoefficients, type AdamLists, AdamMemory, isResident } from './adam-memory.js';
import { changed, stepAdam } from './step.js';

/** Inputs of `AdamStep`: `variable0`, `firstMoment0`, `secondMoment0` and `gradient0` in one shape, `variable1` … */
export type AdamInputs = Readonly<Record<string, TensorInfo>>;

/** Attributes of `AdamStep`; lists have one number for each variable. */
export interface AdamAttributes {
  /** Learning rates. */
  readonly rates: readonly number[];
  /** How often each variable has been stepped, this step included. */
  readonly steps: readonly number[];
  /** Decoupled: `rate · weightDecay` of a variable is taken away first. */
  readonly weightDecays: readonly number[];
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** What the gradients are multiplied by first. */
  readonly scale: number;
}

/** The tensors of one variable. */
type AdamTensors = Readonly<Record<keyof AdamLists | 'gradient', TensorInfo>>;

/** Fewer elements than these are copied as fast as they are stepped where they lie. */
const FEW = 2 ** 16;

/** Most elements of the variables that share a memory: with both moments three quarters of what WebAssembly can address. */
const MANY = 2 ** 28;

/**
 * `AdamStep`: a step of Adam or AdamW for all variables, in place. What other tensors share keeps its numbers: the step then
 * goes into another storage.
 *
 * Source: Kingma and Ba, "Adam", ICLR 2015; Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019.
 */
export const adamStepKernel = kernel<AdamInputs, AdamAttributes>(
  'AdamStep',
  (inputs, attributes, backend) => {
    const all = attributes.rates.map((_, index) => tensorsOf(inputs, index, backend));
    settle(all, backend);
    for (const [index, tensors] of all.entries())
      stepOne(tensors, adamCoefficients(attributes, index), backend);
    return [];
  },
);

function tensorsOf(inputs: AdamInputs, index: number, backend: OnnxRuntimeBackend): AdamTensors {
  const named = ([...changed, 'gradient'] as const).map(
    (name) => [name, inputs[`${name}${index}`] as TensorInfo] as const,
  );
  const tensors = Object.fromEntries(named) as AdamTensors;
  for (const name of changed)
    checkLength(name, float32Values(backend, tensors[name]), float32Values(backend, tensors.gradient));
  return tensors;
}

/** Moves variables and moments that no other tensor shares into memory where they are stepped without being copied. */
function settle(all: readonly AdamTensors[], backend: OnnxRuntimeBackend): void {
  const moving = all.filter((tensors) =>
    changed.every((name) => {
      const values = backend.values(tensors[name]);
      return (
        backend.refCount(tensors[name].dataId) === 1 && values instanceof Float32Array && !isResident(values)
      );
    }),
  );
  const sizes = moving.map(({ variable }) => tf.util.sizeFromShape(variable.shape));
  const elements = sizes.reduce((sum, size) => sum + size, 0);
  if (elements < FEW || elements > MANY) return;
  const memory = openMemory(sizes.flatMap((size) => [size, size, size]));
  if (memory === undefined) return;
  for (const tensors of moving)
    for (const name of changed) {
      const values = float32Values(backend, tensors[name]);
      const list = memory.list(values.length);
      list.set(values);
      backend.settle(tensors[name], list);
    }
}

/** Systems that bound the addresses of a process may leave no room for such a memory: all goes on without it. */
function openMemory(sizes: readonly number[]): AdamMemory | undefined {
  try {
    return new AdamMemory(sizes);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function stepOne(tensors: AdamTensors, coefficients: AdamCoefficients, backend: OnnxRuntimeBackend): void {
  const gradient = float32Values(backend, tensors.gradient);
  const lists = (of: (name: keyof AdamLists) => Float32Array): AdamLists => ({
    variable: of('variable'),
    firstMoment: of('firstMoment'),
    secondMoment: of('secondMoment'),
  });
  const state = lists((name) => float32Values(backend, tensors[name]));
  const stepped = lists((name) =>
    backend.isPrivate(tensors[name]) ? state[name] : backend.take('float32', gradient.length),
  );
  stepAdam(state, gradient, coefficients, stepped);
  for (const name of changed)
    if (stepped[name] !== state[name]) detach(name, tensors[name], stepped[name], backend);
}

function adamCoefficients(attributes: AdamAttributes, index: number): AdamCoefficients {
  const { beta1, beta2, epsilon, scale } = attributes;
  const [rate, steps, weightDecay] = [attributes.rates, attributes.steps, attributes.weightDecays].map(
    (list) => list[index] as number,
  ) as [number, number, number];
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
