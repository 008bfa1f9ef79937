import { trainingBench } from './lib/training-bench.mjs';
import { step } from './workloads.mjs';

export const goal =
  'full fine-tuning of BERT-base, 16 × 128, Adam, dropout: at least 1.3 × PyTorch, 2 × PyTorch 1.13';
export const unit = 'tokens/s';
export const runs = 5;
export const { run, check } = trainingBench(step);
