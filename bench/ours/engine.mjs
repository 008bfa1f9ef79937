import { engineNames, useEngine } from 'tomoni';

/** Starts an engine by name, or, as `default`, the fastest one that a CPU has: ONNX Runtime, else WebAssembly. */
export async function startEngine(name, threads) {
  const fastest = engineNames.includes('onnxruntime') ? 'onnxruntime' : 'wasm';
  const chosen = name === 'default' ? fastest : name;
  const report = await useEngine(chosen, chosen === 'cpu' ? {} : { threads });
  return { version: `${report.name}-${report.version}`, threads: report.threads };
}
