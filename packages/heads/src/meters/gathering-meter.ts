import type { Encoding, Meter } from '@tomoni/spec';

/** A labelled text with what was predicted for it. */
export interface Scored<Label, Prediction> {
  readonly label: Label;
  readonly prediction: Prediction;
  readonly encoding: Encoding;
}

/** A meter that gathers every labelled text and scores them all at the end. */
export function gatheringMeter<Label, Prediction, Scores extends object>(
  score: (gathered: readonly Scored<Label, Prediction>[]) => Scores,
): Meter<Label, Prediction, Scores> {
  const gathered: Scored<Label, Prediction>[] = [];
  return {
    add({ labels, predictions, encodings }) {
      labels.forEach((label, i) => {
        if (label === undefined) return;
        const prediction = predictions[i] as Prediction;
        gathered.push({ label, prediction, encoding: encodings[i] as Encoding });
      });
    },
    scores: () => score(gathered),
  };
}
