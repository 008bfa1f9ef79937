import { local } from './paths.mjs';

/** How to install the newest PyTorch, in the release that is pinned. */
export const torchInstall =
  'pip install -r bench/rivals/torch/requirements.txt, into the Python that TOMONI_PYTHON names';

/** How to install PyTorch 1.13, with the product kernels that it needs. */
const oldTorchInstall = 'apt install python3-torch libopenblas0-pthread (Debian 12)';

/**
 * Our side: a program of `bench/ours`.
 *
 * @returns {import('./race.mjs').Entry}
 */
export function ours(script, workload, { engine, threads }) {
  const args = [
    '--max-old-space-size=8192',
    local(`ours/${script}.mjs`),
    engine,
    JSON.stringify({ ...workload, threads }),
  ];
  return { name: `ours, ${engine}`, program: process.execPath, args };
}

/** The newest PyTorch runs in `TOMONI_PYTHON`, or the first `python3` of the path. */
export function python() {
  return process.env.TOMONI_PYTHON || 'python3';
}

/** PyTorch 1.13, as Debian 12 ships it, is looked for in `TOMONI_PYTHON_1`, or Debian's Python. */
export function oldPython() {
  return process.env.TOMONI_PYTHON_1 || '/usr/bin/python3';
}

/**
 * PyTorch: a program of `bench/rivals/torch`, in each of the modes.
 *
 * @param {readonly string[]} modes of the newest release
 * @param {readonly string[]} older modes of PyTorch 1.13, which has no compiler
 * @returns {import('./race.mjs').Entry[]}
 */
export function torch(script, workload, modes, older, { threads }) {
  const entry = (program, mode, install) => ({
    name: `PyTorch in ${program}, ${mode}`,
    program,
    mode,
    install,
    args: [local(`rivals/torch/${script}.py`), JSON.stringify({ ...workload, threads }), mode],
    env: threadEnvironment(threads),
  });
  return [
    ...modes.map((mode) => entry(python(), mode, torchInstall)),
    ...(oldPython() === python() ? [] : older.map((mode) => entry(oldPython(), mode, oldTorchInstall))),
  ];
}

/** Holds the thread pools of numerical libraries to a number. */
export function threadEnvironment(threads) {
  const names = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'];
  return Object.fromEntries(names.map((name) => [name, String(threads)]));
}
