import * as tf from '@tensorflow/tfjs';
import { replaceKernel } from '../../replace-kernel.js';

/** Makes the sum of a tensor without entries 0, where the kernel of TensorFlow.js 4.22 divides by the number of entries. */
export function mendEmptySum(): void {
  const { kernelFunc: original } = tf.getKernel('Sum', 'webgpu');
  const kernelFunc: tf.KernelFunc = (call) => {
    const { x } = call.inputs as { x: tf.TensorInfo };
    if (tf.util.sizeFromShape(x.shape) > 0) return original(call);
    const { axis, keepDims } = call.attrs as { axis: number | number[]; keepDims: boolean };
    const axes = tf.util.parseAxisParam(axis, x.shape);
    const [kept] = tf.backend_util.computeOutAndReduceShapes(x.shape, axes);
    const shape = keepDims ? tf.backend_util.expandShapeToKeepDim(kept, axes) : kept;
    const dtype = x.dtype === 'bool' ? 'int32' : x.dtype;
    const { kernelFunc: fill } = tf.getKernel('Fill', 'webgpu');
    return fill({ inputs: {}, backend: call.backend, attrs: { shape, value: 0, dtype } });
  };
  replaceKernel({ kernelName: 'Sum', backendName: 'webgpu', kernelFunc });
}
