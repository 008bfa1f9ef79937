import { GraphBuilder } from '../graph/graph-builder.js';
import { type CompiledGraph, compile } from './compiled-graph.js';
import { currentThreads, onSettingsChange } from './settings.js';

/** What a graph spends its time on: arithmetic, or reading and writing. */
export type Bound = 'arithmetic' | 'memory';

/** More threads than this do not read and write faster. */
const MEMORY_THREADS = 4;

const graphs = new Map<string, CompiledGraph>();

/**
 * The graph under a key, compiled when it is first asked for, for the threads and the device that are set then. What
 * is bound by memory always stays on the processor, where its tensors are.
 *
 * @param key - tells graphs apart: the kernel and whatever of its attributes and ranks the graph depends on
 * @param build - adds inputs, operators and outputs to an empty graph
 */
export function compiled(
  key: string,
  build: (graph: GraphBuilder) => void,
  bound: Bound = 'arithmetic',
): CompiledGraph {
  const known = graphs.get(key);
  if (known !== undefined) return known;
  const graph = new GraphBuilder();
  build(graph);
  const fresh = compile(graph, {
    name: key,
    ...(bound === 'memory' && { device: 'cpu', threads: Math.min(MEMORY_THREADS, currentThreads()) }),
  });
  graphs.set(key, fresh);
  return fresh;
}

/** Frees all compiled graphs. */
export function disposeCompiledGraphs(): void {
  for (const graph of graphs.values()) graph.dispose();
  graphs.clear();
}

onSettingsChange(disposeCompiledGraphs);
