import { weightingConformance } from '@tomoni/testing';
import { describe, it } from 'vitest';
import { equal, formula, lambdas, linearWeight, ratio, scheduled } from './index.js';

describe.each([
  equal(),
  ratio(6, 4),
  lambdas({ main: 1, a: 0.5, b: linearWeight(1, 0, { steps: 4 }), c: 0 }),
  formula('main * (1 + mean(aux)) + exp(-step) * sum(aux)'),
  scheduled(ratio(6, 4), linearWeight(1, 0, { steps: 4 })),
])('$name', (method) => {
  for (const { name, run } of weightingConformance({ method })) it(name, run);
});
