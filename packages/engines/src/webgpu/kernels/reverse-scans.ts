import * as tf from '@tensorflow/tfjs';
import { replaceKernel } from '../../replace-kernel.js';

/**
 * Makes running totals and products from the end right, and with them the gradient of `prod`: the shader of
 * TensorFlow.js 4.22 has the length of the first such tensor built in and is used for all others.
 */
export function mendReverseScans(): void {
  mend('Cumsum');
  mend('Cumprod');
}

function mend(kernelName: 'Cumsum' | 'Cumprod'): void {
  const { kernelFunc: original } = tf.getKernel(kernelName, 'webgpu');
  const kernelFunc: tf.KernelFunc = (call) => {
    const { x } = call.inputs as { x: tf.TensorInfo };
    const { axis, reverse } = call.attrs as { axis: number; reverse: boolean };
    if (!reverse) return original(call);
    const flipped = flip(x, axis, call.backend);
    const totals = original({ ...call, inputs: { x: flipped }, attrs: { ...call.attrs, reverse: false } });
    const out = flip(totals as tf.TensorInfo, axis, call.backend);
    for (const { dataId } of [flipped, totals as tf.TensorInfo])
      (call.backend as tf.KernelBackend).disposeData(dataId);
    return out;
  };
  replaceKernel({ kernelName, backendName: 'webgpu', kernelFunc });
}

function flip(x: tf.TensorInfo, axis: number, backend: object): tf.TensorInfo {
  const { kernelFunc } = tf.getKernel('Reverse', 'webgpu');
  return kernelFunc({ inputs: { x }, backend, attrs: { dims: [axis] } }) as tf.TensorInfo;
}
