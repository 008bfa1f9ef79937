import type { TensorInfo } from '@tensorflow/tfjs';
import { areFloat32, float32Values } from '../dtype.js';
import { cpuKernel, kernel } from '../kernel.js';

interface Choice {
  readonly condition: TensorInfo;
  readonly t: TensorInfo;
  readonly e: TensorInfo;
}

const onCpu = cpuKernel<Choice, object>('Select');

/** `t` where the condition holds, `e` elsewhere. */
export const selectKernel = kernel<Choice, object>('Select', (inputs, attributes, backend) => {
  const { condition, t, e } = inputs;
  const chosen = backend.values(condition) as Uint8Array;
  const [kept, other] = areFloat32(t, e) ? [float32Values(backend, t), float32Values(backend, e)] : [];
  if (kept?.length !== chosen.length || other === undefined) return onCpu(inputs, attributes, backend);
  const out = backend.take('float32', chosen.length);
  for (let i = 0; i < out.length; i++) out[i] = (chosen[i] === 1 ? kept[i] : other[i]) as number;
  return backend.output(t.shape, 'float32', out);
});
