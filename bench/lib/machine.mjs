import { availableParallelism, cpus, totalmem } from 'node:os';

/** The machine in words, such as `2 x Intel(R) Xeon(R) CPU @ 2.20GHz, 16 GiB`. */
export function machine() {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${availableParallelism()} x ${cpus()[0]?.model.trim() ?? process.arch}, ${memory}, Node ${process.versions.node}`;
}
