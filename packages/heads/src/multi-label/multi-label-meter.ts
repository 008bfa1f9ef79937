import type { Meter } from '@tomoni/spec';
import { type ClassScores, multilabelF1 } from '@tomoni/statistics';
import { byLabel } from '../inventory/by-label.js';
import { gatheringMeter } from '../meters/gathering-meter.js';
import type { MultiLabelPrediction } from './multi-label.js';

/** Scores of a multi-label classification, as scikit-learn defines them. */
export type MultiLabelScores<Label extends string> = {
  readonly microF1: number;
  readonly macroF1: number;
  readonly weightedF1: number;
  /** Mean over the texts; a text without actual and predicted labels counts 0. */
  readonly samplesF1: number;
  /** Fraction of texts whose labels are all right. */
  readonly exactMatch: number;
  readonly perLabel: Readonly<Record<Label, ClassScores>>;
};

export function multiLabelMeter<Label extends string>(
  labels: readonly Label[],
): Meter<readonly Label[], MultiLabelPrediction<Label>, MultiLabelScores<Label>> {
  const indicators = (set: readonly Label[]) => labels.map((label) => Number(set.includes(label)));
  return gatheringMeter((gathered) => {
    const { micro, macro, weighted, samples, exactMatch, perLabel } = multilabelF1(
      gathered.map(({ label }) => indicators(label)),
      gathered.map(({ prediction }) => indicators(prediction.labels)),
    );
    return {
      microF1: micro.f1,
      macroF1: macro.f1,
      weightedF1: weighted.f1,
      samplesF1: samples.f1,
      exactMatch,
      perLabel: byLabel(labels, perLabel),
    };
  });
}
