import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { OnnxRuntimeError } from '../errors/onnxruntime-error.js';
import { BufferPool, type PooledArrays, type PooledType, type PoolUsage } from '../memory/buffer-pool.js';

/** Name under which TensorFlow.js knows the backend. */
export const BACKEND_NAME = 'onnxruntime';

/** What identifies the storage of one or more tensors. */
export type DataId = TensorInfo['dataId'];

/** What a tensor's storage holds: numbers, or encoded strings. */
type Values = Parameters<MathBackendCPU['write']>[0];

/**
 * Storage of the backend: typed arrays in main memory, those of large results from a pool.
 *
 * An array of the pool is lent again when the last tensor over it is disposed, unless somebody may still read it: what
 * `dataSync()` and `data()` have handed out, and what two storages share, is left to the garbage collector. What kernels step
 * in memory of their own is copied when it is read.
 */
export class OnnxRuntimeBackend extends MathBackendCPU {
  readonly #pool = new BufferPool();
  /** Buffers of the pool that a storage lies in. */
  readonly #stored = new WeakSet<ArrayBufferLike>();
  /** Buffers of kernels that tensors have settled in. */
  readonly #settled = new WeakSet<ArrayBufferLike>();

  /** An array for a result or for work in between; its values are arbitrary. */
  take<Type extends PooledType>(type: Type, length: number): PooledArrays[Type] {
    try {
      return this.#pool.take(type, length);
    } catch (cause) {
      const { lent, idle } = this.#pool.usage;
      throw new OnnxRuntimeError({
        code: 'exhausted',
        what: `There is no memory for ${length} elements of ${type}; tensors take ${mebibytes(lent)}, and ${mebibytes(idle)} more are held for the next.`,
        remedy: 'Use smaller batches, or dispose tensors that are not needed any more (tf.tidy).',
        cause,
      });
    }
  }

  /** Takes an array back that no tensor was made of. */
  recycle(array: ArrayBufferView): void {
    this.#pool.recycle(array);
  }

  /** A tensor over an array, which is the backend's from now on. */
  output(shape: readonly number[], dtype: PooledType, values: PooledArrays[PooledType]): TensorInfo {
    return this.makeTensorInfo([...shape], dtype, values);
  }

  /** The array that a tensor lies in, to be read. */
  values(tensor: TensorInfo): Values {
    return this.data.get(tensor.dataId).values as Values;
  }

  /** Whether only this tensor's storage lies in its array, so that it may be changed in place. */
  isPrivate({ dataId }: TensorInfo): boolean {
    const { values, refCount } = this.data.get(dataId);
    if (refCount !== 1 || !ArrayBuffer.isView(values)) return false;
    return this.#pool.owns(values) || this.#settled.has(values.buffer);
  }

  /** Lets a tensor, and all that share its storage, lie in another array, which is the backend's from now on. */
  replace({ dataId }: TensorInfo, values: PooledArrays[PooledType]): void {
    const storage = this.data.get(dataId);
    this.#pool.recycle(storage.values as ArrayBufferView);
    storage.values = this.#store(values);
  }

  /** Lets a tensor lie in memory of a kernel for good. The kernel gives each part of it to one tensor alone. */
  settle({ dataId }: TensorInfo, values: Float32Array): void {
    const storage = this.data.get(dataId);
    this.#pool.discard(storage.values as ArrayBufferView);
    this.#settled.add(values.buffer);
    storage.values = values;
  }

  /** Bytes in arrays of the pool. */
  get poolUsage(): PoolUsage {
    return this.#pool.usage;
  }

  override write(values: Values, _shape: number[], dtype: DataType): DataId {
    const dataId = {};
    this.data.set(dataId, { values: this.#store(values), dtype, refCount: 1 });
    return dataId;
  }

  override move(dataId: DataId, values: Values, _shape: number[], dtype: DataType, refCount: number): void {
    this.data.set(dataId, { values: this.#store(values), dtype, refCount });
  }

  override readSync(dataId: DataId): Values {
    const values = super.readSync(dataId);
    if (!ArrayBuffer.isView(values)) return values;
    const { buffer, byteLength } = values;
    if (this.#settled.has(buffer)) return values.slice();
    if (!this.#pool.owns(values)) return values;
    if (buffer.byteLength !== byteLength) return values.slice();
    this.#pool.forget(values);
    return values;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.data.has(dataId)) return true;
    const { values } = this.data.get(dataId);
    const isGone = super.disposeData(dataId, force);
    if (isGone && ArrayBuffer.isView(values)) {
      this.#stored.delete(values.buffer);
      this.#pool.recycle(values);
    }
    return isGone;
  }

  override dispose(): void {
    this.#pool.clear();
  }

  /** Takes note of an array that becomes a storage. Parts of memory in which a tensor has settled are copied. */
  #store(values: Values): Values {
    if (!ArrayBuffer.isView(values)) return values;
    if (this.#settled.has(values.buffer)) return values.slice();
    if (this.#pool.owns(values)) {
      if (this.#stored.has(values.buffer)) this.#pool.forget(values);
      else this.#stored.add(values.buffer);
    }
    return values;
  }
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
