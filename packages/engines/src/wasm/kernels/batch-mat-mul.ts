import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { moduleOf, type WasmFunction, type WasmModule } from '../module.js';

/**
 * Batched matrix products by XNNPACK.
 *
 * The kernel of tfjs 4.22 calls XNNPACK for a batch of one without transposition alone, and plain loops otherwise:
 * in all gradients and all of attention. This one transposes operands first and takes a batch matrix by matrix, as
 * views into the heap. The views have ids of their own and are gone after the call: that kernel keeps a packed copy of
 * the right operand by its tensor's id, which a reshaped tensor shares with its original, and aborts the process where
 * the shapes differ.
 */
export const batchMatMulKernel: tf.KernelConfig = {
  kernelName: 'BatchMatMul',
  backendName: 'wasm',
  setupFunc: (backend) => {
    multiply = moduleOf(backend as BackendWasm).cwrap('BatchMatMul', null, [
      'number',
      'array',
      'number',
      'number',
      'array',
      'number',
      'number',
      'number',
      'number',
    ]);
  },
  kernelFunc: ({ inputs, backend, attrs }) => {
    const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
    const wasm = backend as BackendWasm;
    const copies: tf.TensorInfo[] = [];
    const operand = (x: tf.TensorInfo, transpose: boolean) => {
      if (!transpose) return x;
      const copy = transposed(wasm, x);
      copies.push(copy);
      return copy;
    };
    try {
      return product(wasm, operand(a, transposeA), operand(b, transposeB));
    } finally {
      for (const { dataId } of copies) wasm.disposeData(dataId);
    }
  },
};

/** `BatchMatMul(a, aShape, aRank, b, bShape, bRank, transposeA, transposeB, out)` of the module in use. */
let multiply: WasmFunction;

/** Tensor ids for views, far above those that the backend counts up from 1. */
const VIEWS = { a: 2 ** 31 - 1, b: 2 ** 31 - 2, out: 2 ** 31 - 3 };

function product(wasm: BackendWasm, a: tf.TensorInfo, b: tf.TensorInfo): tf.TensorInfo {
  tf.util.assert(
    a.dtype === 'float32' && b.dtype === 'float32',
    () => `matMul multiplies float32 tensors on the engine wasm, not ${a.dtype} and ${b.dtype}.`,
  );
  const [rows, inner] = a.shape.slice(-2) as [number, number];
  const columns = b.shape.at(-1) as number;
  const [aBatch, bBatch] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(aBatch, bBatch);
  const count = tf.util.sizeFromShape(batch);
  ensureRoom(moduleOf(wasm), inner * columns);
  const out = wasm.makeOutput([...batch, rows, columns], 'float32');
  if (count * rows * columns === 0 || inner === 0) {
    wasm.typedArrayFromHeap(out).fill(0);
    return out;
  }
  const { tfjs } = moduleOf(wasm);
  const single = tf.util.sizeFromShape(bBatch) === 1;
  const height = single ? count * rows : rows;
  const view = (operand: keyof typeof VIEWS, { dataId }: tf.TensorInfo, index: number, size: number) => {
    const start = wasm.dataIdMap.get(dataId).memoryOffset;
    tfjs.registerTensor(VIEWS[operand], size, start + index * size * Float32Array.BYTES_PER_ELEMENT);
  };
  for (let i = 0; i < (single ? 1 : count); i++) {
    view('a', a, broadcastIndex(i, batch, aBatch), height * inner);
    view('b', b, broadcastIndex(i, batch, bBatch), inner * columns);
    view('out', out, i, height * columns);
    const [left, right] = [bytes(1, height, inner), bytes(1, inner, columns)];
    multiply(VIEWS.a, left, 3, VIEWS.b, right, 3, false, false, VIEWS.out);
    for (const id of Object.values(VIEWS)) tfjs.disposeData(id);
  }
  return out;
}

/** Throws where the packed copy of the right operand, which the kernel makes without looking, would not fit. */
function ensureRoom(module: WasmModule, size: number): void {
  const padded = 2 * size + 2 ** 14;
  module._free(module._malloc(padded * Float32Array.BYTES_PER_ELEMENT));
}

function bytes(...shape: number[]): Uint8Array {
  return new Uint8Array(Int32Array.from(shape).buffer);
}

function transposed(wasm: BackendWasm, x: tf.TensorInfo): tf.TensorInfo {
  const rank = x.shape.length;
  const perm = [...x.shape.keys()].slice(0, -2).concat(rank - 1, rank - 2);
  const { kernelFunc } = tf.getKernel('Transpose', 'wasm');
  return kernelFunc({ inputs: { x }, backend: wasm, attrs: { perm } }) as tf.TensorInfo;
}

/** Index in an operand's own batch that is broadcast to index `i` of the whole batch. */
function broadcastIndex(i: number, batch: readonly number[], own: readonly number[]): number {
  let [rest, index, stride] = [i, 0, 1];
  for (let fromEnd = 1; fromEnd <= own.length; fromEnd++) {
    const size = batch.at(-fromEnd) as number;
    const ownSize = own.at(-fromEnd) as number;
    if (ownSize > 1) index += (rest % size) * stride;
    rest = Math.floor(rest / size);
    stride *= ownSize;
  }
  return index;
}
