import * as tf from '@tensorflow/tfjs';
import { replaceKernel } from '../../replace-kernel.js';
import type { GpuProgram, WebgpuBackend } from '../gpu.js';

/**
 * Makes sums of rows with equal ids, and so the gradients of embeddings, come out with the same bits every time.
 *
 * The kernels of TensorFlow.js 4.22 add up atomically, in the order in which the processor happens to come by. Here one
 * thread per entry looks for the rows that share its id, and the first of them adds them up from top to bottom.
 */
export function orderSums(): void {
  replaceKernel({ kernelName: 'UnsortedSegmentSum', backendName: 'webgpu', kernelFunc: segmentSum });
  const { kernelFunc } = tf.getKernel('ScatterNd', 'webgpu');
  replaceKernel({ kernelName: 'ScatterNd', backendName: 'webgpu', kernelFunc: scatter(kernelFunc) });
}

const segmentSum: tf.KernelFunc = ({ inputs, backend, attrs }) => {
  const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
  const { numSegments } = attrs as { numSegments: number };
  const shape = [numSegments, ...x.shape.slice(segmentIds.shape.length)];
  return sums(backend as WebgpuBackend, x, segmentIds, shape);
};

/** Whole numbers add up to the same in any order, and indices of several axes are rare: those stay as they were. */
function scatter(original: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    const { indices, updates } = call.inputs as { indices: tf.TensorInfo; updates: tf.TensorInfo };
    const { shape } = call.attrs as { shape: number[] };
    return updates.dtype === 'float32' && indices.shape.at(-1) === 1
      ? sums(call.backend as WebgpuBackend, updates, indices, shape)
      : original(call);
  };
}

function sums(
  backend: WebgpuBackend,
  x: tf.TensorInfo,
  ids: tf.TensorInfo,
  shape: readonly number[],
): tf.TensorInfo {
  const rows = tf.util.sizeFromShape(ids.shape);
  const [segments, ...rest] = shape as [number, ...number[]];
  const width = tf.util.sizeFromShape(rest);
  const out = tf.getKernel('Fill', 'webgpu').kernelFunc({
    inputs: {},
    backend,
    attrs: { shape: [segments, width], value: 0, dtype: x.dtype },
  }) as tf.TensorInfo;
  if (rows * width * segments > 0)
    backend.runWebGPUProgram(
      program(rows, width, segments, x.dtype),
      [
        { ...x, shape: [rows, width] },
        { ...ids, shape: [rows] },
      ],
      x.dtype,
      [rows, segments].map((value) => ({ type: 'int32', data: [value] })),
      out,
    );
  return { ...out, shape: [...shape] };
}

function program(rows: number, width: number, segments: number, dtype: tf.DataType): GpuProgram {
  const workgroup = 64;
  return {
    variableNames: ['x', 'ids'],
    uniforms: 'rows : i32, segments : i32,',
    outputShape: [segments, width],
    workgroupSize: [workgroup, 1, 1],
    dispatchLayout: { x: [0, 1] },
    dispatch: [Math.ceil((rows * width) / workgroup), 1, 1],
    shaderKey: `orderedSums_${dtype}`,
    getUserCode: () => `
      fn main(index : i32) {
        if (index >= uniforms.rows * uniforms.outShape[1]) {
          return;
        }
        let row = index / uniforms.outShape[1];
        let column = index - row * uniforms.outShape[1];
        let id = i32(getIds(row));
        if (id < 0 || id >= uniforms.segments) {
          return;
        }
        for (var above = 0; above < row; above++) {
          if (i32(getIds(above)) == id) {
            return;
          }
        }
        var total = getX(row, column);
        for (var below = row + 1; below < uniforms.rows; below++) {
          if (i32(getIds(below)) == id) {
            total += getX(below, column);
          }
        }
        ${dtype === 'int32' ? 'setOutputAtIndexI32' : 'setOutputAtIndex'}(id * uniforms.outShape[1] + column, ${dtype === 'int32' ? 'i32(total)' : 'total'});
      }`,
  };
}
