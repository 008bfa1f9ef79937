import type { Engine } from './engine.js';
import { cpu } from './engines/cpu.js';
import { tfjsNode } from './engines/tfjs-node.js';
import { tfjsNodeGpu } from './engines/tfjs-node-gpu.js';
import { wasm } from './engines/wasm.js';

/** Name of an engine. */
export type EngineName = 'tfjs-node-gpu' | 'tfjs-node' | 'wasm' | 'cpu';

/** All engines, in the order in which `auto` tries them. */
export const engines: readonly Engine<EngineName>[] = [tfjsNodeGpu, tfjsNode, wasm, cpu];

/**
 * The names of all engines, in the order in which `auto` tries them.
 *
 * @example
 * ```ts
 * import { engineNames } from '@tomoni/engines';
 *
 * console.log(engineNames.join(', ')); // tfjs-node-gpu, tfjs-node, wasm, cpu
 * ```
 */
export const engineNames: readonly EngineName[] = engines.map((engine) => engine.name);
