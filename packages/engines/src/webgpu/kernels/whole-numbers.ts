import * as tf from '@tensorflow/tfjs';
import { replaceKernel } from '../../replace-kernel.js';

/** What a kernel is computed by in float32, and the type of its result where that is not the one of its input. */
const kernels: Readonly<Record<string, { readonly by: string; readonly gives?: tf.DataType }>> = {
  Transpose: { by: 'Transpose' },
  Sum: { by: 'Sum', gives: 'int32' },
  Prod: { by: 'Prod', gives: 'int32' },
  Max: { by: 'Max' },
  Min: { by: 'Min' },
  Any: { by: 'Max', gives: 'bool' },
  All: { by: 'Min', gives: 'bool' },
};

/**
 * Makes `transpose` of whole numbers and of conditions work, and reductions of them over any axis: the shader for it in
 * TensorFlow.js 4.22 compiles for float32 alone, so that they go through float32. Exact up to 2²⁴.
 */
export function mendWholeNumbers(): void {
  const originals = Object.keys(kernels).map(
    (name) => [name, tf.getKernel(name, 'webgpu').kernelFunc] as const,
  );
  const compute = new Map(originals);
  for (const [kernelName, original] of originals) {
    const { by, gives } = kernels[kernelName] as { by: string; gives?: tf.DataType };
    const kernelFunc: tf.KernelFunc = (call) => {
      const { x } = call.inputs as { x: tf.TensorInfo };
      if (x.dtype !== 'int32' && x.dtype !== 'bool') return original(call);
      const backend = call.backend as tf.KernelBackend;
      const { axis = [] } = call.attrs as tf.NamedAttrMap;
      const attrs = { reductionIndices: axis, ...call.attrs }; // Max calls its axes so.
      const floats = toFloats(x, backend);
      const result = compute.get(by)?.({ ...call, inputs: { x: floats }, attrs }) as tf.TensorInfo;
      const out = cast(result, gives ?? x.dtype, backend);
      for (const { dataId } of [floats, result]) backend.disposeData(dataId);
      return out;
    };
    replaceKernel({ kernelName, backendName: 'webgpu', kernelFunc });
  }
}

/** Another storage: `cast` to float32 gives the same one another name, and shaders go by what is in it. */
function toFloats(x: tf.TensorInfo, backend: tf.KernelBackend): tf.TensorInfo {
  const one = tf.getKernel('Fill', 'webgpu').kernelFunc({
    inputs: {},
    backend,
    attrs: { shape: [], value: 1, dtype: 'float32' },
  }) as tf.TensorInfo;
  const { kernelFunc: multiply } = tf.getKernel('Multiply', 'webgpu');
  const floats = multiply({ inputs: { a: { ...x, dtype: 'float32' }, b: one }, backend, attrs: {} });
  backend.disposeData(one.dataId);
  return floats as tf.TensorInfo;
}

function cast(x: tf.TensorInfo, dtype: tf.DataType, backend: object): tf.TensorInfo {
  return tf
    .getKernel('Cast', 'webgpu')
    .kernelFunc({ inputs: { x }, backend, attrs: { dtype } }) as tf.TensorInfo;
}
