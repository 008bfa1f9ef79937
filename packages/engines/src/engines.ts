import type { Engine } from './engine.js';
import { cpu } from './engines/cpu.js';
import { onnxruntime } from './engines/onnxruntime.js';
import { tfjsNode } from './engines/tfjs-node.js';
import { tfjsNodeGpu } from './engines/tfjs-node-gpu.js';
import { wasm } from './engines/wasm.js';
import { webgpu } from './engines/webgpu.js';

/** Name of an engine. */
export type EngineName = 'tfjs-node-gpu' | 'onnxruntime' | 'tfjs-node' | 'wasm' | 'cpu' | 'webgpu';

/** The engines that `auto` tries, in this order. */
export const automatic: readonly Engine<EngineName>[] = [tfjsNodeGpu, onnxruntime, tfjsNode, wasm, cpu];

/** All engines. */
export const engines: readonly Engine<EngineName>[] = [...automatic, webgpu];

/**
 * The names of all engines: those that `auto` tries, in that order, then those that have to be asked for.
 *
 * @example
 * ```ts
 * import { engineNames } from '@tomoni/engines';
 *
 * console.log(engineNames.join(', '));
 * ```
 */
export const engineNames: readonly EngineName[] = engines.map((engine) => engine.name);
