import { availableParallelism, cpus } from 'node:os';

/** The machine in words, such as `2 x Intel(R) Xeon(R) CPU @ 2.20GHz`. */
export function machine() {
  return `${availableParallelism()} x ${cpus()[0]?.model.trim() ?? process.arch}`;
}

/** The Python that rivals run in: `TOMONI_PYTHON`, or the first `python3` of the path. */
export function python() {
  return process.env.TOMONI_PYTHON ?? 'python3';
}
