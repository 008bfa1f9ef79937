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
  step(
    count: number,
    variable: number,
    firstMoment: number,
    secondMoment: number,
    gradient: number,
    kept: number,
    firstKept: number,
    firstAdded: number,
    secondKept: number,
    secondAdded: number,
    length: number,
    epsilon: number,
  ): void;
}

/** A memory of WebAssembly. */
interface Memory {
  readonly buffer: ArrayBuffer;
}

/** What is used of WebAssembly, which TypeScript knows as a part of browsers alone. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

/** Bytes by which a memory grows. */
const PAGE = 2 ** 16;

/** Bytes to which lists are aligned, as the lines of a processor's cache are. */
const LINE = 64;

/** Elements that are copied at a time: what was copied is still in the processor's cache when it is read. */
export const PIECE = 4096;

/** Memories by their buffers. */
const memories = new WeakMap<ArrayBufferLike, AdamMemory>();

/** The memory that all three lists lie in, if there is one. */
export function memoryOf({ variable, firstMoment, secondMoment }: AdamLists): AdamMemory | undefined {
  const { buffer } = variable;
  return firstMoment.buffer === buffer && secondMoment.buffer === buffer ? memories.get(buffer) : undefined;
}

/** Whether a list lies in such a memory. */
export function isResident(list: Float32Array): boolean {
  return memories.has(list.buffer);
}

/** A memory of WebAssembly, handed out list by list, and the program that does steps of Adam in it. */
export class AdamMemory {
  /** A piece of a gradient, which lies elsewhere. */
  readonly slope: Float32Array;
  readonly #buffer: ArrayBuffer;
  readonly #step: AdamModule['step'];
  #end = 0;

  /**
   * @param sizes elements of the lists that it has to hold
   * @throws RangeError where there is no memory, or no room for it among the addresses of the process
   */
  constructor(sizes: readonly number[]) {
    const bytes = [PIECE, ...sizes].reduce((sum, size) => sum + bytesOf(size), 0);
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
    this.#buffer = memory.buffer;
    this.#step = (new WebAssembly.Instance(program(), { adam: { memory } }).exports as AdamModule).step;
    this.slope = this.list(PIECE);
    memories.set(this.#buffer, this);
  }

  /** The next list, of zeros. */
  list(size: number): Float32Array {
    const list = new Float32Array(this.#buffer, this.#end, size);
    this.#end += bytesOf(size);
    return list;
  }

  /** Steps `count` elements of lists, or the next multiple of 4 of them, from `start` on, down {@link AdamMemory.slope}. */
  step(
    { variable, firstMoment, secondMoment }: AdamLists,
    start: number,
    count: number,
    { kept, firstKept, firstAdded, secondKept, secondAdded, length, epsilon }: AdamCoefficients,
  ): void {
    this.#step(
      count,
      variable.byteOffset + 4 * start,
      firstMoment.byteOffset + 4 * start,
      secondMoment.byteOffset + 4 * start,
      this.slope.byteOffset,
      kept,
      firstKept,
      firstAdded,
      secondKept,
      secondAdded,
      length,
      epsilon,
    );
  }
}

function bytesOf(size: number): number {
  return Math.ceil((4 * size) / LINE) * LINE;
}

let compiled: object | undefined;

/** The program, compiled when it is first needed. */
function program(): object {
  compiled ??= new WebAssembly.Module(Buffer.from(adamModule, 'base64'));
  return compiled;
}
