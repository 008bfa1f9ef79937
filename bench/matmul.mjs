import { checkProduct } from './lib/agreement.mjs';
import { local } from './lib/paths.mjs';
import { race } from './lib/race.mjs';
import { caseOf, resultOf } from './lib/result.mjs';
import { ours, python, threadEnvironment, torch } from './lib/sides.mjs';
import { median } from './lib/statistics.mjs';
import { matmul } from './workloads.mjs';

export const goal = '`tf.matMul` of 2048 × 768 × 3072: at least 0.85 of OpenBLAS';
export const unit = 'GFLOP/s';
export const runs = 15;

export async function run(options) {
  const cases = [];
  for (const workload of matmul) {
    const rivals = options.alone
      ? []
      : [openblas(workload, options), ...torch('matmul', workload, ['eager'], ['eager'], options)];
    const results = await race([ours('matmul', workload, options), ...rivals], {
      runs: options.runs,
      warmup: 2,
    });
    const [rows, inner, columns] = workload.shape;
    const operations = (2 * rows * inner * columns * workload.repeats) / 1e9;
    const figure = (samples) => operations / median(samples.map(({ seconds }) => seconds));
    cases.push(caseOf({ name: workload.case, results, figure, goals: [{ rival: 'openblas', ratio: 0.85 }] }));
  }
  return resultOf(cases);
}

export function check(options) {
  return checkProduct(matmul, options);
}

function openblas(workload, { threads }) {
  return {
    name: `NumPy in ${python()}`,
    program: python(),
    args: [local('rivals/openblas/matmul.py'), JSON.stringify({ ...workload, threads })],
    env: threadEnvironment(threads),
    install:
      'pip install -r bench/rivals/openblas/requirements.txt, into the Python that TOMONI_PYTHON names',
  };
}
