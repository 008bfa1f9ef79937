import {
  adamW,
  constant,
  type Encoder,
  lastLayers,
  multitask,
  noise,
  ratio,
  regression,
  shuffledLabels,
  type TrialFunction,
  trainingTrial,
} from 'tomoni';
import type { RatedText, Ratings } from './ratings.js';

/** What a trial learns. */
export type Lesson = {
  /** Default: the main score. */
  readonly task?: string;
  /** Default: none. */
  readonly auxiliary?: readonly string[];
  /** What stands in the place of the auxiliary scores. */
  readonly control?: keyof typeof controls;
};

const controls = { noise: () => noise({ high: 3 }), 'shuffled-labels': () => shuffledLabels<number>() };

/** Options of {@link trialFunction}. */
export interface TrialOptions {
  readonly ratings: Ratings;
  readonly encoder: Encoder;
  /** What of the last layer the scores are read from: the first token, or the mean over all. */
  readonly pooling: 'first' | 'mean';
  /** Of the encoder's last layer; heads learn at ten times it. */
  readonly learningRate: number;
  /** Epochs without a smaller main validation loss after which a trial ends. */
  readonly patience: number;
}

/** Trains the last layer and a regression for each task, main to auxiliary as 6 : 4, until the main validation loss no longer falls. */
export function trialFunction({
  ratings,
  encoder,
  pooling,
  learningRate,
  patience,
}: TrialOptions): TrialFunction<Lesson> {
  const { train, validation, test } = ratings;
  const head = regression({ pooling });
  return trainingTrial<Lesson, RatedText>({
    data: () => ({ train, validation, test }),
    learner: ({ parameters: { task = ratings.main, auxiliary = [], control } }, { activations }) => {
      const helper = control === undefined ? { head } : { head, from: controls[control]() };
      return multitask(encoder)
        .trainable(lastLayers(1))
        .cache(activations)
        .tasks({
          main: { [task]: head },
          auxiliary: Object.fromEntries(auxiliary.map((name) => [name, helper])),
        })
        .weighting(ratio(6, 4))
        .optimizer(adamW({ encoder: learningRate, heads: 10 * learningRate }))
        .schedule(constant())
        .batching({ size: 64 })
        .stopping({ maxEpochs: 100, patience });
    },
  });
}
