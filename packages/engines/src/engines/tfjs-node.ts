import type { Engine } from '../engine.js';
import { startTfjsNode } from '../tfjs-node/start.js';

/** TensorFlow's C library on the processor. */
export const tfjsNode: Engine<'tfjs-node'> = {
  name: 'tfjs-node',
  takes: ['threads'],
  start: (options) => startTfjsNode('tfjs-node', options),
};
