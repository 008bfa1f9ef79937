import type { Engine } from '../engine.js';
import { startWebgpu } from '../webgpu/start.js';

/** Any graphics processor, through Dawn: Vulkan, Metal or Direct3D 12. */
export const webgpu: Engine<'webgpu'> = {
  name: 'webgpu',
  takes: ['memoryLimit'],
  start: startWebgpu,
};
