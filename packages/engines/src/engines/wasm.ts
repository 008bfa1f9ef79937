import type { Engine } from '../engine.js';
import { startWasm } from '../wasm/start.js';

/** WebAssembly with SIMD, on one or more threads. */
export const wasm: Engine<'wasm'> = {
  name: 'wasm',
  takes: ['threads', 'memoryLimit'],
  start: startWasm,
};
