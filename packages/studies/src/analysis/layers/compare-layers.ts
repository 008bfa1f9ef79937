import { TomoniError } from '@tomoni/spec';
import {
  adjustPValues,
  type Correction,
  correctedResampledTest,
  mean,
  pairedTest,
  type Summary,
  summarize,
  type TestResult,
} from '@tomoni/statistics';
import { isConstant } from '../runs/is-constant.js';

/** One model of a sweep over layers. */
export interface LayerRun {
  /** The layer that the auxiliary task reads. */
  readonly layer: number;
  /** With the auxiliary task, or the model without it that trains the same layers. */
  readonly model: 'multi-task' | 'single-task';
  readonly fold: number;
  /** On the test part of the fold. */
  readonly score: number;
  /** On the validation part, by which the best layer is chosen. */
  readonly validation?: number;
}

/** Options of {@link compareLayers}. */
export interface LayerOptions {
  readonly higherIsBetter: boolean;
  /** Rows tested on for each row trained on: 1/8 for ten folds of 8:1:1. */
  readonly ratio: number;
  /** `better` looks only for layers at which the multi-task model is better, as is usual. Default: `better`. */
  readonly alternative?: 'better' | 'two-sided';
  /** Over layers. Default: `holm`. */
  readonly correction?: Correction;
}

/** Multi-task beside single-task models at one layer, fold by fold. */
export interface LayerComparison {
  readonly layer: number;
  /** The folds that both models have; only these are compared. */
  readonly folds: readonly number[];
  /** Folds that one of both lacks. */
  readonly unpaired: readonly number[];
  readonly multi: Summary;
  readonly single: Summary;
  /** Mean over folds, multi-task less single-task. */
  readonly difference: number;
  /** The paired t-test, which takes folds to be independent; `undefined` for fewer than two folds or where all differences are equal. */
  readonly paired: TestResult | undefined;
  /** Nadeau and Bengio's, which knows that folds share training data. */
  readonly corrected: TestResult | undefined;
  /** P-values after the correction over layers; `undefined` without a test. */
  readonly adjusted: { readonly paired: number; readonly corrected: number } | undefined;
  /** Why there is no test. */
  readonly untested?: string;
}

/** The layer to take. */
export interface BestLayer {
  readonly layer: number;
  /** Mean on the validation parts, by which it was chosen. */
  readonly validation: number;
  readonly comparison: LayerComparison;
}

/** A sweep over layers. */
export interface LayerSweepAnalysis {
  /** Ascending. */
  readonly layers: readonly LayerComparison[];
  /** Chosen by the multi-task models' validation scores, the lower layer of equal ones; `undefined` where these are not given. */
  readonly best: BestLayer | undefined;
}

/**
 * Compares multi-task and single-task models layer by layer over the same folds: the paired t-test of the papers, and beside it the one that holds although folds share training data.
 *
 * @throws TomoniError `invalid-data` where a fold of a model stands twice at a layer, a score is not finite, or there is no run of one of both models
 *
 * @example
 * ```ts
 * import { compareLayers } from '@tomoni/studies';
 *
 * const runs = [0, 1, 2].flatMap((fold) => [
 *   { layer: 2, model: 'multi-task', fold, score: 0.92 + 0.01 * fold, validation: 0.93 } as const,
 *   { layer: 2, model: 'single-task', fold, score: 0.91 + 0.008 * fold, validation: 0.92 } as const,
 * ]);
 * const { layers, best } = compareLayers(runs, { higherIsBetter: true, ratio: 1 / 8 });
 * console.log(best?.layer, layers[0]?.paired?.pValue, layers[0]?.corrected?.pValue);
 * ```
 */
export function compareLayers(runs: readonly LayerRun[], options: LayerOptions): LayerSweepAnalysis {
  const { higherIsBetter, ratio, correction = 'holm' } = options;
  const alternative =
    (options.alternative ?? 'better') === 'two-sided' ? 'two-sided' : higherIsBetter ? 'greater' : 'less';
  const numbers = [...new Set(runs.map(({ layer }) => layer))].sort((a, b) => a - b);
  const compared = numbers.map((layer) => {
    const [multi, single] = (['multi-task', 'single-task'] as const).map((model) =>
      byFold(
        runs.filter((run) => run.layer === layer && run.model === model),
        layer,
        model,
      ),
    ) as [ReadonlyMap<number, number>, ReadonlyMap<number, number>];
    const folds = [...multi.keys()].filter((fold) => single.has(fold)).sort((a, b) => a - b);
    const unpaired = [...new Set([...multi.keys(), ...single.keys()])]
      .filter((fold) => !folds.includes(fold))
      .sort((a, b) => a - b);
    const [first, second] = [multi, single].map((scores) =>
      folds.map((fold) => scores.get(fold) as number),
    ) as [number[], number[]];
    const differences = first.map((score, i) => score - (second[i] as number));
    const untested =
      folds.length < 2
        ? `There ${folds.length === 1 ? 'is one fold' : `are ${folds.length} folds`} that both models have; at least 2 are needed.`
        : isConstant(differences, [...first, ...second])
          ? `All ${folds.length} differences are equal, so that there is no spread to test against.`
          : undefined;
    const testable = untested === undefined;
    return {
      layer,
      folds,
      unpaired,
      multi: summarize(first),
      single: summarize(second),
      difference: mean(differences),
      paired: testable ? pairedTest(first, second, { alternative }) : undefined,
      corrected: testable ? correctedResampledTest(differences, { ratio, alternative }) : undefined,
      ...(untested !== undefined && { untested }),
    };
  });
  const adjusted = (test: 'paired' | 'corrected') =>
    adjustPValues(
      compared.map((each) => each[test]?.pValue ?? Number.NaN),
      correction,
    );
  const [paired, corrected] = [adjusted('paired'), adjusted('corrected')];
  const layers = compared.map((each, i) => ({
    ...each,
    adjusted:
      each.paired && each.corrected
        ? { paired: paired[i] as number, corrected: corrected[i] as number }
        : undefined,
  }));
  return { layers, best: bestLayer(layers, runs, higherIsBetter) };
}

function byFold(runs: readonly LayerRun[], layer: number, model: string): ReadonlyMap<number, number> {
  const scores = new Map<number, number>();
  for (const { fold, score } of runs) {
    if (scores.has(fold)) throw invalid(`Fold ${fold} of the ${model} model stands twice at layer ${layer}.`);
    if (!Number.isFinite(score))
      throw invalid(`Fold ${fold} of the ${model} model has the score ${score} at layer ${layer}.`);
    scores.set(fold, score);
  }
  if (scores.size === 0) throw invalid(`There is no run of the ${model} model at layer ${layer}.`);
  return scores;
}

function bestLayer(
  layers: readonly LayerComparison[],
  runs: readonly LayerRun[],
  higherIsBetter: boolean,
): BestLayer | undefined {
  const multi = runs.filter(({ model }) => model === 'multi-task');
  let best: BestLayer | undefined;
  for (const comparison of layers) {
    const values = multi.filter(({ layer }) => layer === comparison.layer).map((run) => run.validation);
    if (values.some((value) => value === undefined || !Number.isFinite(value))) return undefined;
    const validation = mean(values as number[]);
    const isBetter =
      best === undefined || (higherIsBetter ? validation > best.validation : validation < best.validation);
    if (isBetter) best = { layer: comparison.layer, validation, comparison };
  }
  return best;
}

function invalid(what: string): TomoniError {
  return new TomoniError({
    code: 'invalid-data',
    what,
    remedy: 'Give one run of each model per layer and fold; leave failed ones out openly.',
  });
}
