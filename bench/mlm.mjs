import { stepGoals, trainingBench } from './lib/training-bench.mjs';
import { mlm } from './workloads.mjs';

export const goal =
  'BERT-base, classification on the text and masked language modelling on its masked view: at least 1.3 × PyTorch';
export const unit = 'tokens/s';
export const runs = 5;
export const { run, check } = trainingBench(mlm, { goals: stepGoals.slice(0, 1) });
