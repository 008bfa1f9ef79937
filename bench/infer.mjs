import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { checkInference } from './lib/agreement.mjs';
import { Contender } from './lib/contender.mjs';
import { local } from './lib/paths.mjs';
import { quickly } from './lib/quick.mjs';
import { race } from './lib/race.mjs';
import { caseOf, resultOf } from './lib/result.mjs';
import { ours, python, torch, torchInstall } from './lib/sides.mjs';
import { median } from './lib/statistics.mjs';
import { infer } from './workloads.mjs';

export const goal =
  'sentence vectors of texts of mixed lengths: at least 1.3 × PyTorch, and as fast as ONNX Runtime with an exported model';
export const unit = 'tokens/s';
export const runs = 5;

const goals = [
  { rival: 'torch-2', ratio: 1.3 },
  { rival: 'onnxruntime-node', ratio: 1 },
];

export async function run(options) {
  const cases = [];
  const folder = mkdtempSync(`${tmpdir()}/tomoni-bench-`);
  try {
    for (const full of infer) {
      const workload = options.quick ? quickly(full) : full;
      const rivals = options.alone
        ? []
        : [
            ...torch('infer', workload, ['eager', 'compile'], ['eager'], options),
            await onnx(workload, folder, options),
          ];
      const results = await race([ours('infer', workload, options), ...rivals], {
        runs: options.runs,
        warmup: 1,
      });
      const tokens = workload.lengths.reduce((sum, length) => sum + length, 0);
      const figure = (samples) => tokens / median(samples.map(({ seconds }) => seconds));
      cases.push(caseOf({ name: full.case, results, figure, goals }));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return resultOf(cases);
}

export function check(options) {
  return checkInference(infer, options);
}

/** ONNX Runtime with the model that PyTorch exports. */
async function onnx(workload, folder, { threads }) {
  const file = `${folder}/${workload.case.replaceAll(/\W+/g, '-')}.onnx`;
  const full = { ...workload, threads };
  const exporter = new Contender({
    program: python(),
    args: [local('rivals/torch/export.py'), JSON.stringify(full), file],
  });
  const missing = await exporter.start();
  await exporter.stop();
  if (missing !== undefined) console.error(`No ONNX model could be exported: ${missing}`);
  return {
    name: 'ONNX Runtime',
    program: process.execPath,
    args: [local('rivals/onnxruntime/infer.mjs'), file, JSON.stringify(full)],
    install: `pnpm install, and for the exported model ${torchInstall}`,
  };
}
