/**
 * Profiles training steps here, kernel by kernel: `profile.mjs ENGINE WORKLOAD WARMUP STEPS`. Every kernel of the backend is wrapped
 * by name; what a kernel calls of other kernels counts for those.
 */
import * as tf from '@tensorflow/tfjs';
import { startEngine } from './engine.mjs';
import { learnerOf, rowsOf } from './learner.mjs';
import { answer, peakBytes } from './protocol.mjs';

const [engine, argument, ...numbers] = process.argv.slice(2);
const workload = JSON.parse(argument);

/** @type {Map<string, { calls: number, seconds: number, bytes: number }>} */
const totals = new Map();
/** Seconds of the kernels called by the one that is running, from the outermost to the innermost. */
const nested = [];

const facts = await startEngine(engine, workload.threads);
for (const config of tf.getKernelsForBackend(tf.getBackend())) wrap(config);

const learner = learnerOf(workload);
const [warmup, measured] = numbers.map(Number);
const times = [];
let began = 0;
const model = await learner.stopping({ maxSteps: warmup + measured }).fit(rowsOf(workload), {
  seed: 1,
  callbacks: [
    (event) => {
      if (event.type !== 'step') return;
      const now = performance.now();
      if (event.step > warmup) times.push((now - began) / 1000);
      else totals.clear();
      began = performance.now();
    },
  ],
});
model.dispose();

const seconds = times.reduce((sum, time) => sum + time, 0) / measured;
const kernels = [...totals].map(([kernel, total]) => ({
  kernel,
  calls: total.calls / measured,
  seconds: total.seconds / measured,
  bytes: total.bytes / measured,
}));
const inside = kernels.reduce((sum, kernel) => sum + kernel.seconds, 0);
answer({
  ...facts,
  seconds,
  outside: seconds - inside,
  kernels: kernels.sort((a, b) => b.seconds - a.seconds),
  peakBytes: peakBytes(),
});

function wrap(config) {
  tf.unregisterKernel(config.kernelName, config.backendName);
  tf.registerKernel({
    ...config,
    kernelFunc: (call) => {
      const start = performance.now();
      nested.push(0);
      try {
        const outputs = config.kernelFunc(call);
        count(config.kernelName, start, bytesOf(Object.values(call.inputs)) + bytesOf([outputs].flat()));
        return outputs;
      } finally {
        nested.pop();
        if (nested.length > 0) nested[nested.length - 1] += (performance.now() - start) / 1000;
      }
    },
  });
}

function count(kernel, start, bytes) {
  const seconds = (performance.now() - start) / 1000 - nested.at(-1);
  const total = totals.get(kernel) ?? { calls: 0, seconds: 0, bytes: 0 };
  totals.set(kernel, {
    calls: total.calls + 1,
    seconds: total.seconds + seconds,
    bytes: total.bytes + bytes,
  });
}

/** Bytes of what a kernel reads or writes. */
function bytesOf(tensors) {
  return tensors
    .flat()
    .filter((tensor) => tensor?.shape !== undefined)
    .reduce(
      (sum, { shape, dtype }) => sum + tf.util.sizeFromShape(shape) * tf.util.bytesPerElement(dtype),
      0,
    );
}
