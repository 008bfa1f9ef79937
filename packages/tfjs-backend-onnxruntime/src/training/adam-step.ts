import type { TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { OnnxRuntimeBackend } from '../backend/onnxruntime-backend.js';
import { OnnxRuntimeError } from '../errors/onnxruntime-error.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { float32Values } from '../kernels/dtype.js';
import { kernel } from '../kernels/kernel.js';
import { compiled } from '../runtime/graph-cache.js';
import type { HostTensor } from '../runtime/host-tensor.js';

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

/** The numbers of a step as they stand in its formula. */
export interface AdamCoefficients {
  /** Share of the variable that decay leaves. */
  readonly kept: number;
  /** Share of the first moment that stays. */
  readonly firstKept: number;
  /** What the gradient is multiplied by in the first moment. */
  readonly firstAdded: number;
  /** Share of the second moment that stays. */
  readonly secondKept: number;
  /** What the squared gradient is multiplied by in the second moment. */
  readonly secondAdded: number;
  /** Step length, the corrections of both moments included. */
  readonly length: number;
  /** Added to the root of the second moment. */
  readonly epsilon: number;
}

/** The three tensors that a step changes. */
interface AdamState<Values> {
  readonly variable: Values;
  readonly firstMoment: Values;
  readonly secondMoment: Values;
}

const changed = ['variable', 'firstMoment', 'secondMoment'] as const;

/** From how many elements ONNX Runtime is faster than the loop, its call included, on one thread as well. */
const BREAK_EVEN = 2 ** 17;

/** Elements that ONNX Runtime goes through at a time, so that what lies between its operators stays in the cache. */
const PIECE = 2 ** 18;

/**
 * `AdamStep`: a step of Adam or AdamW, in place. What other tensors share keeps its numbers: the step then goes into
 * another storage.
 *
 * Source: Kingma and Ba, "Adam", ICLR 2015; Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019.
 */
export const adamStepKernel = kernel<AdamInputs, AdamAttributes>(
  'AdamStep',
  (inputs, attributes, backend) => {
    const state = {
      variable: float32Values(backend, inputs.variable),
      firstMoment: float32Values(backend, inputs.firstMoment),
      secondMoment: float32Values(backend, inputs.secondMoment),
    };
    const gradient = float32Values(backend, inputs.gradient);
    for (const name of changed) checkLength(name, state[name], gradient);
    const target = (name: keyof typeof state) =>
      backend.isPrivate(inputs[name]) ? state[name] : backend.take('float32', gradient.length);
    const stepped = {
      variable: target('variable'),
      firstMoment: target('firstMoment'),
      secondMoment: target('secondMoment'),
    };
    const step = gradient.length < BREAK_EVEN ? stepByLoop : stepByGraph;
    step(state, gradient, adamCoefficients(attributes), stepped);
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

function stepByLoop(
  { variable, firstMoment, secondMoment }: AdamState<Float32Array>,
  gradient: Float32Array,
  { kept, firstKept, firstAdded, secondKept, secondAdded, length, epsilon }: AdamCoefficients,
  stepped: AdamState<Float32Array>,
): void {
  for (let i = 0; i < gradient.length; i++) {
    const slope = gradient[i] as number;
    const first = firstKept * (firstMoment[i] as number) + firstAdded * slope;
    const second = secondKept * (secondMoment[i] as number) + secondAdded * slope * slope;
    stepped.firstMoment[i] = first;
    stepped.secondMoment[i] = second;
    stepped.variable[i] = kept * (variable[i] as number) - (length * first) / (Math.sqrt(second) + epsilon);
  }
}

function stepByGraph(
  state: AdamState<Float32Array>,
  gradient: Float32Array,
  coefficients: AdamCoefficients,
  stepped: AdamState<Float32Array>,
): void {
  const isDecayed = coefficients.kept !== 1;
  const graph = compiled(isDecayed ? 'AdamW' : 'Adam', (builder) => buildStep(builder, isDecayed), 'memory');
  const numbers: Record<string, HostTensor> = {};
  for (const name of coefficientNames(isDecayed))
    numbers[name] = { dtype: 'float32', shape: [], data: Float32Array.of(coefficients[name]) };
  for (let start = 0; start < gradient.length; start += PIECE) {
    const piece = (values: Float32Array): HostTensor => {
      const data = values.subarray(start, start + PIECE);
      return { dtype: 'float32', shape: [data.length], data };
    };
    const pieces = (values: AdamState<Float32Array>) => ({
      variable: piece(values.variable),
      firstMoment: piece(values.firstMoment),
      secondMoment: piece(values.secondMoment),
    });
    const { variable, firstMoment, secondMoment } = pieces(stepped);
    graph.run(
      { ...numbers, ...pieces(state), gradient: piece(gradient) },
      { steppedVariable: variable, steppedFirstMoment: firstMoment, steppedSecondMoment: secondMoment },
    );
  }
}

/** Each of the three is read by one operator, before or while it is written: inputs and outputs may be the same. */
function buildStep(graph: GraphBuilder, isDecayed: boolean): void {
  const list = (name: string) => graph.input(name, 'float32', ['size']);
  const [variable, firstMoment, secondMoment, gradient] = [
    list('variable'),
    list('firstMoment'),
    list('secondMoment'),
    list('gradient'),
  ];
  const number = Object.fromEntries(
    coefficientNames(isDecayed).map((name) => [name, graph.input(name, 'float32', [])]),
  );
  const multiply = (...factors: Parameters<GraphBuilder['op']>[1]) => graph.op('Mul', factors);
  const add = (...terms: Parameters<GraphBuilder['op']>[1]) => graph.op('Add', terms);

  const first = add(multiply(firstMoment, number.firstKept), multiply(gradient, number.firstAdded));
  const square = multiply(multiply(gradient, number.secondAdded), gradient);
  const second = add(multiply(secondMoment, number.secondKept), square);
  const root = add(graph.op('Sqrt', [second]), number.epsilon);
  const step = graph.op('Div', [multiply(first, number.length), root]);
  const kept = isDecayed ? multiply(variable, number.kept) : variable;
  graph.output(graph.op('Sub', [kept, step]), 'steppedVariable');
  graph.output(first, 'steppedFirstMoment');
  graph.output(second, 'steppedSecondMoment');
}

function coefficientNames(isDecayed: boolean): readonly (keyof AdamCoefficients)[] {
  const names = ['firstKept', 'firstAdded', 'secondKept', 'secondAdded', 'length', 'epsilon'] as const;
  return isDecayed ? [...names, 'kept'] : names;
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
