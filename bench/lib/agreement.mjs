import { spawn } from 'node:child_process';
import { local } from './paths.mjs';
import { quickly } from './quick.mjs';

/** Largest difference of an output, in shares of the largest output. */
const outputTolerance = 1e-4;

/** Largest difference of a gradient, in shares of the largest gradient of its layer. */
const gradientTolerance = 1e-3;

/** Compares training steps, dropout off, with plain TensorFlow.js: a small batch of the same model. */
export function checkTraining(workloads, options) {
  return checkAll(
    'training',
    workloads.map((full) => withoutDropout(full, options)),
    options,
  );
}

/** Compares sentence vectors with those of plain TensorFlow.js: a few texts, the same model. */
export function checkInference(workloads, options) {
  return checkAll(
    'inference',
    workloads.map((full) => withoutDropout(full, options)),
    options,
  );
}

/** Compares matrix products with those of plain TensorFlow.js. */
export function checkProduct(workloads, options) {
  return checkAll('product', workloads, options);
}

function withoutDropout(full, { quick }) {
  const workload = quick ? quickly(full) : full;
  const { model, lengths } = workload;
  return {
    ...workload,
    model: { ...model, dropout: 0 },
    batch: 3,
    ...(lengths === undefined
      ? { texts: 3, length: Math.min(workload.length, 32) }
      : { lengths: lengths.slice(0, 6) }),
  };
}

async function checkAll(kind, workloads, options) {
  const cases = [];
  for (const workload of workloads) {
    const { engines, outputs, gradients = {} } = await compare(kind, workload, options);
    const passed =
      Object.values(outputs).every((difference) => difference <= outputTolerance) &&
      Object.values(gradients).every((difference) => difference <= gradientTolerance);
    cases.push({ case: workload.case, engines, outputs, gradients, passed });
  }
  return {
    unit: 'largest difference in shares of the largest output, and of the largest gradient of a layer',
    tolerances: { outputs: outputTolerance, gradients: gradientTolerance },
    passed: cases.every(({ passed }) => passed),
    cases,
  };
}

/** @returns {Promise<{ engines: string[], outputs: Record<string, number>, gradients?: Record<string, number> }>} */
function compare(kind, workload, { engine, threads }) {
  const args = ['--max-old-space-size=8192', local('ours/agreement.mjs'), engine];
  const child = spawn(process.execPath, [...args, kind, JSON.stringify({ ...workload, threads })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(said.trim().split('\n').at(-1)));
      else reject(new Error(`The comparison of '${workload.case}' ended with code ${code}.`));
    });
  });
}
