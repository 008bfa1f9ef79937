import type { TrialFunction } from '@tomoni/spec';
import { expectTypeOf, it } from 'vitest';
import { study } from '../study/study.js';
import type { ParametersOf } from '../trials/trial-source.js';
import { auxiliarySubsets } from './auxiliary-subsets.js';
import { forwardSelection } from './forward-selection.js';
import { grid } from './grid.js';
import { layerSweep } from './layer-sweep.js';
import { nestedSearch } from './nested-search.js';
import { transferMatrix } from './transfer-matrix.js';
import { weightingComparison } from './weighting-comparison.js';

it('the function of a trial is typed by its builder', () => {
  const subsets = auxiliarySubsets(['appeal', 'price']);
  expectTypeOf<ParametersOf<typeof subsets>['auxiliary']>().toEqualTypeOf<readonly ('appeal' | 'price')[]>();
  const forward = forwardSelection(['appeal', 'price']);
  expectTypeOf<ParametersOf<typeof forward>>().toEqualTypeOf<ParametersOf<typeof subsets>>();
  const layers = layerSweep(12);
  expectTypeOf<ParametersOf<typeof layers>['layer']>().toEqualTypeOf<number>();
  const combinations = grid({ rate: [0.1, 0.2], layer: ['first', 'last'] });
  expectTypeOf<ParametersOf<typeof combinations>['layer']>().toEqualTypeOf<'first' | 'last'>();
  const transfer = transferMatrix(['a', 'b'], ['c']);
  expectTypeOf<ParametersOf<typeof transfer>['from']>().toEqualTypeOf<'a' | 'b' | 'c' | 'adapted' | null>();
  const methods = weightingComparison(['equal', 'pcgrad']);
  expectTypeOf<ParametersOf<typeof methods>['weighting']>().toEqualTypeOf<'equal' | 'pcgrad'>();
  const search = nestedSearch(['one', 'other'], { rate: [0.1] });
  expectTypeOf<ParametersOf<typeof search>['arm']>().toEqualTypeOf<'one' | 'other'>();
});

it('a study takes no function of other parameters', () => {
  const trials = layerSweep(2);
  const run: TrialFunction<{ readonly width: number }> = async () => ({ parts: {} });
  const plan = { task: 'main', score: 'accuracy', baseline: 'layer 1' };
  // @ts-expect-error the trials have no width
  () => study({ name: 'layers', trials, run, plan, folder: 'out' });
});
