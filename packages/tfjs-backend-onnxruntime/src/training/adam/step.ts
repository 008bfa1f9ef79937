import { adamModule } from './adam-module.js';

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

/** The three lists that a step changes. */
export interface AdamLists {
  readonly variable: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
}

/** What `adam.wat` exports. */
interface AdamModule {
  readonly memory: { readonly buffer: ArrayBuffer };
  step(
    count: number,
    kept: number,
    firstKept: number,
    firstAdded: number,
    secondKept: number,
    secondAdded: number,
    length: number,
    epsilon: number,
  ): void;
}

/** What is used of WebAssembly, which TypeScript knows as a part of browsers alone. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

/** Elements that go through the module's memory at a time, 64 KiB in four lists: they stay in the processor's cache. */
const PIECE = 4096;

/**
 * One step of Adam, from one state of the lists to another; both may be the same.
 *
 * WebAssembly takes four numbers at once, and all operations in one pass. Its memory is its own: lists go through it
 * piece by piece.
 */
export function stepAdam(
  from: AdamLists,
  gradient: Float32Array,
  coefficients: AdamCoefficients,
  to: AdamLists,
): void {
  const { kept, firstKept, firstAdded, secondKept, secondAdded, length, epsilon } = coefficients;
  const { step, lists } = adam();
  const [variable, firstMoment, secondMoment, slope] = lists;
  for (let start = 0; start < gradient.length; start += PIECE) {
    const end = Math.min(start + PIECE, gradient.length);
    variable.set(from.variable.subarray(start, end));
    firstMoment.set(from.firstMoment.subarray(start, end));
    secondMoment.set(from.secondMoment.subarray(start, end));
    slope.set(gradient.subarray(start, end));
    const count = end - start;
    step(count, kept, firstKept, firstAdded, secondKept, secondAdded, length, epsilon);
    const whole = count === PIECE;
    to.variable.set(whole ? variable : variable.subarray(0, count), start);
    to.firstMoment.set(whole ? firstMoment : firstMoment.subarray(0, count), start);
    to.secondMoment.set(whole ? secondMoment : secondMoment.subarray(0, count), start);
  }
}

type List = Float32Array;

let started:
  | { readonly step: AdamModule['step']; readonly lists: readonly [List, List, List, List] }
  | undefined;

/** The module, started when it is first needed. */
function adam() {
  if (started !== undefined) return started;
  const module = new WebAssembly.Module(Buffer.from(adamModule, 'base64'));
  const { memory, step } = new WebAssembly.Instance(module).exports as AdamModule;
  const list = (index: number) => new Float32Array(memory.buffer, 4 * PIECE * index, PIECE);
  started = { step, lists: [list(0), list(1), list(2), list(3)] };
  return started;
}
