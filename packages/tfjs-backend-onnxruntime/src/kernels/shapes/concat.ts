import type { TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { areFloat32, float32Values } from '../dtype.js';
import { cpuKernel, kernel } from '../kernel.js';

const onCpu = cpuKernel<TensorInfo[], { axis: number }>('Concat');

/** Tensors side by side, copied run by run. Other types than float32 are left to tfjs-backend-cpu. */
export const concatKernel = kernel<TensorInfo[], { axis: number }>(
  'Concat',
  (inputs, attributes, backend) => {
    if (!areFloat32(...inputs)) return onCpu(inputs, attributes, backend);
    const first = inputs[0] as TensorInfo;
    const axis = tf.util.parseAxisParam(attributes.axis, first.shape)[0] as number;
    tf.backend_util.assertParamsConsistent(
      inputs.map(({ shape }) => shape),
      axis,
    );
    const shape = tf.backend_util.computeOutShape(
      inputs.map(({ shape }) => shape),
      axis,
    );
    const out = backend.take('float32', tf.util.sizeFromShape(shape));
    const row = tf.util.sizeFromShape(shape.slice(axis));
    let offset = 0;
    for (const input of inputs) {
      const values = float32Values(backend, input);
      const run = tf.util.sizeFromShape(input.shape.slice(axis));
      if (run > 0)
        for (let from = 0, to = offset; from < values.length; from += run, to += row)
          out.set(values.subarray(from, from + run), to);
      offset += run;
    }
    return backend.output(shape, 'float32', out);
  },
);
