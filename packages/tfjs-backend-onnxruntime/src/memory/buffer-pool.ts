import { elementArrays } from '../graph/element-type.js';

/** Element types of tensors that live in typed arrays. */
export type PooledType = 'float32' | 'int32' | 'bool';

/** The typed array of each pooled type. */
export interface PooledArrays {
  float32: Float32Array;
  int32: Int32Array;
  bool: Uint8Array;
}

/** How much a pool has out and holds ready, in bytes. */
export interface PoolUsage {
  /** In arrays that are lent out. */
  readonly lent: number;
  /** In buffers that wait to be lent again. */
  readonly idle: number;
  /** The most that was lent out at once. */
  readonly peak: number;
}

/** Below this many bytes an array comes from V8 itself, which is faster at it. */
export const POOLED_BYTES = 2 ** 14;

/** What may lie idle beyond the peak, since buffers of one size do not serve for another. */
const SPARE_BYTES = 2 ** 26;

/** How much larger than asked for a buffer may be. */
const WASTE = 1.25;

/**
 * Lends buffers for large typed arrays and takes them back, so that the next kernel writes into memory that the system
 * has already mapped, and V8's garbage collector sees few of them.
 *
 * Who takes an array says `recycle` when nobody reads it any more, or `forget` when somebody outside may: a buffer that
 * was forgotten is never lent again. Lent and idle buffers together take no more than what was lent at most and 64 MiB;
 * those unused for longest go first.
 */
export class BufferPool {
  /** Idle buffers by size, oldest first. */
  readonly #idle = new Map<number, ArrayBuffer[]>();
  /** Sizes with idle buffers, ascending. */
  #sizes: number[] = [];
  /** When a buffer was given back, to evict the oldest. */
  readonly #returned = new WeakMap<ArrayBuffer, number>();
  readonly #lent = new WeakSet<ArrayBufferLike>();
  #clock = 0;
  #lentBytes = 0;
  #idleBytes = 0;
  #peakBytes = 0;

  /** Whether an array lies in a buffer that is lent out. */
  owns(array: ArrayBufferView): boolean {
    return this.#lent.has(array.buffer);
  }

  /** Bytes that are lent out and idle. */
  get usage(): PoolUsage {
    return { lent: this.#lentBytes, idle: this.#idleBytes, peak: this.#peakBytes };
  }

  /** An array of `length` elements whose values are arbitrary. */
  take<Type extends PooledType>(type: Type, length: number): PooledArrays[Type];
  take(type: PooledType, length: number): Float32Array | Int32Array | Uint8Array {
    const Constructor = elementArrays[type];
    const bytes = length * Constructor.BYTES_PER_ELEMENT;
    if (bytes < POOLED_BYTES) return new Constructor(length);
    const buffer = this.#reuse(bytes) ?? this.#allocate(sizeClass(bytes));
    this.#lent.add(buffer);
    this.#lentBytes += buffer.byteLength;
    this.#peakBytes = Math.max(this.#peakBytes, this.#lentBytes);
    return new Constructor(buffer, 0, length);
  }

  /** Takes an array back that nobody reads any more. Does nothing for arrays of others. */
  recycle(array: ArrayBufferView): void {
    if (!this.forget(array)) return;
    const buffer = array.buffer as ArrayBuffer;
    const size = buffer.byteLength;
    const idle = this.#idle.get(size);
    if (idle === undefined) {
      this.#idle.set(size, [buffer]);
      this.#sizes.splice(lowerBound(this.#sizes, size), 0, size);
    } else idle.push(buffer);
    this.#returned.set(buffer, this.#clock++);
    this.#idleBytes += size;
    this.#evict(0);
  }

  /**
   * Leaves an array to those who read it: its buffer is not lent again.
   *
   * @returns whether it was lent until now
   */
  forget(array: ArrayBufferView): boolean {
    if (!this.#lent.delete(array.buffer)) return false;
    this.#lentBytes -= array.buffer.byteLength;
    return true;
  }

  /** Takes an array back that nobody reads any more, and lets its memory go. Does nothing for arrays of others. */
  discard(array: ArrayBufferView): void {
    if (this.forget(array)) free(array.buffer as ArrayBuffer);
  }

  /** Lets all idle buffers go, and forgets the peak. */
  clear(): void {
    this.#idle.clear();
    this.#sizes = [];
    this.#idleBytes = 0;
    this.#peakBytes = this.#lentBytes;
  }

  #reuse(bytes: number): ArrayBuffer | undefined {
    const size = this.#sizes[lowerBound(this.#sizes, bytes)];
    if (size === undefined || size > bytes * WASTE) return undefined;
    const idle = this.#idle.get(size) as ArrayBuffer[];
    const buffer = idle.pop() as ArrayBuffer;
    if (idle.length === 0) this.#drop(size);
    this.#idleBytes -= size;
    return buffer;
  }

  #allocate(bytes: number): ArrayBuffer {
    this.#evict(bytes);
    return new ArrayBuffer(bytes);
  }

  /** Makes room for `bytes` more. */
  #evict(bytes: number): void {
    const limit = this.#peakBytes + SPARE_BYTES;
    while (this.#idleBytes > 0 && this.#lentBytes + this.#idleBytes + bytes > limit) {
      const oldest = this.#sizes.reduce((best, size) => (this.#age(size) < this.#age(best) ? size : best));
      const idle = this.#idle.get(oldest) as ArrayBuffer[];
      free(idle.shift() as ArrayBuffer);
      if (idle.length === 0) this.#drop(oldest);
      this.#idleBytes -= oldest;
    }
  }

  #age(size: number): number {
    return this.#returned.get(this.#idle.get(size)?.[0] as ArrayBuffer) as number;
  }

  #drop(size: number): void {
    this.#idle.delete(size);
    this.#sizes.splice(lowerBound(this.#sizes, size), 1);
  }
}

/** The next size of which there are eight between a power of two and the next, so that like sizes share buffers. */
function sizeClass(bytes: number): number {
  const step = 2 ** (Math.floor(Math.log2(bytes)) - 3);
  return Math.ceil(bytes / step) * step;
}

/** Index of the first of ascending `values` that is at least `value`. */
function lowerBound(values: readonly number[], value: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A port without another end: what is handed over to it is gone. */
const nowhere = new MessageChannel().port1;
nowhere.close();

/** Gives a buffer's memory back at once, not when the garbage collector finds it. */
function free(buffer: ArrayBuffer): void {
  nowhere.postMessage(undefined, [buffer]);
}
