export { slurm } from './slurm.js';
export type { SlurmOptions } from './slurm-options.js';
