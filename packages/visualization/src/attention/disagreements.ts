import { type Json, TomoniError } from '@tomoni/spec';

/** What a model answered, row by row. */
export interface ModelPredictions<Prediction extends Json> {
  readonly model: string;
  /** One per row: such as `predictions` of a part of a trial's result. */
  readonly predictions: readonly Prediction[];
}

/** A row that one model gets right and the other wrong. */
export interface Disagreement<Label extends Json, Prediction extends Json> {
  /** Index of the row, counted from 0. */
  readonly row: number;
  readonly label: Label;
  /** The model that gets it right. */
  readonly right: string;
  /** The model that gets it wrong. */
  readonly wrong: string;
  /** The answers of both, the first model's first. */
  readonly predictions: readonly [Prediction, Prediction];
}

/** Options of {@link disagreements}. */
export interface DisagreementOptions<Label extends Json, Prediction extends Json> {
  /** Whether an answer is right. Default: the prediction, or its `label` where it is an object with one, equals the label. */
  readonly isRight?: (prediction: Prediction, label: Label) => boolean;
}

/**
 * The rows that one of two models gets right and the other wrong, in order; rows without a label are passed over.
 *
 * @throws TomoniError `invalid-argument` where labels and predictions are not of the same number
 *
 * @example
 * ```ts
 * import { disagreements } from '@tomoni/visualization';
 *
 * const found = disagreements(
 *   ['spam', 'ham', 'ham'],
 *   { model: 'single-task', predictions: ['spam', 'spam', 'ham'] },
 *   { model: 'multi-task', predictions: ['spam', 'ham', 'spam'] },
 * );
 * console.log(found.map(({ row, right }) => `${row}: ${right}`)); // ['1: multi-task', '2: single-task']
 * ```
 */
export function disagreements<Label extends Json, Prediction extends Json>(
  labels: readonly (Label | null | undefined)[],
  first: ModelPredictions<Prediction>,
  second: ModelPredictions<Prediction>,
  { isRight = equalsLabel }: DisagreementOptions<Label, Prediction> = {},
): Disagreement<Label, Prediction>[] {
  for (const { model, predictions } of [first, second]) checkCount(model, predictions.length, labels.length);
  return labels.flatMap((label, row) => {
    if (label === null || label === undefined) return [];
    const predictions = [
      first.predictions[row] as Prediction,
      second.predictions[row] as Prediction,
    ] as const;
    const [one, other] = predictions.map((prediction) => isRight(prediction, label));
    if (one === other) return [];
    const [right, wrong] = one === true ? [first, second] : [second, first];
    return [{ row, label, right: right.model, wrong: wrong.model, predictions }];
  });
}

function equalsLabel(prediction: Json, label: Json): boolean {
  return JSON.stringify(answerOf(prediction)) === JSON.stringify(label);
}

function answerOf(prediction: Json): Json {
  if (prediction === null || typeof prediction !== 'object' || Array.isArray(prediction)) return prediction;
  const { label } = prediction as { readonly [key: string]: Json | undefined };
  return label ?? prediction;
}

function checkCount(model: string, found: number, expected: number): void {
  if (found === expected) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The model '${model}' has ${found} predictions for ${expected} labels.`,
    remedy: 'Give the predictions and labels of the same rows.',
  });
}
