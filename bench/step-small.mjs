import { trainingBench } from './lib/training-bench.mjs';
import { stepSmall } from './workloads.mjs';

export const goal =
  'full fine-tuning of small encoders, 6 × 384 and 2 × 128, 32 × 64: at least 1.3 × PyTorch, 2 × PyTorch 1.13';
export const unit = 'tokens/s';
export const runs = 15;
export const { run, check } = trainingBench(stepSmall);
