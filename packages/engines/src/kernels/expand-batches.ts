import * as tf from '@tensorflow/tfjs';
import { replaceKernel } from '../replace-kernel.js';

const expanded = new WeakSet<tf.KernelFunc>();

/**
 * Makes `matMul` right where both batches are broadcast, along different axes: they are expanded first. The kernels of
 * TensorFlow.js 4.22 multiply the wrong matrices then.
 */
export function expandBatches(backendName: string): void {
  const kernel = tf.getKernel('BatchMatMul', backendName);
  if (expanded.has(kernel.kernelFunc)) return;
  const kernelFunc: tf.KernelFunc = ({ inputs, backend, attrs }) => {
    const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    const copies: tf.TensorInfo[] = [];
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const expand = (x: tf.TensorInfo) => {
      const own = x.shape.slice(0, -2);
      const aligned = [...batch.map((_, axis) => own.at(axis - batch.length) ?? 1), ...x.shape.slice(-2)];
      const reps = aligned.map((length, axis) =>
        axis < batch.length && length === 1 ? (batch[axis] ?? 1) : 1,
      );
      const copy = tf.getKernel('Tile', backendName).kernelFunc({
        inputs: { x: { ...x, shape: aligned } },
        backend,
        attrs: { reps },
      }) as tf.TensorInfo;
      copies.push(copy);
      return copy;
    };
    const alike =
      [a, b].some(({ shape }) => tf.util.sizeFromShape(shape.slice(0, -2)) === 1) ||
      a.shape.slice(0, -2).join() === b.shape.slice(0, -2).join();
    try {
      return kernel.kernelFunc({ inputs: alike ? inputs : { a: expand(a), b: expand(b) }, backend, attrs });
    } finally {
      for (const { dataId } of copies) (backend as tf.KernelBackend).disposeData(dataId);
    }
  };
  expanded.add(kernelFunc);
  replaceKernel({ ...kernel, kernelFunc });
}
