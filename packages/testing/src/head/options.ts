import type { Encoding, Head, HostTensor, NamedHostTensors, Vocabulary } from '@tomoni/spec';

/** What {@link headConformance} tries a head with. */
export interface HeadConformanceOptions<Label, Prediction, Scores extends object> {
  readonly head: Head<Label, Prediction, Scores>;
  /** Labels to fit on and to score: at least four that are not `undefined`. */
  readonly labels: readonly (Label | undefined)[];
  /** The texts that the labels belong to. Default: sample sentences, over and over. */
  readonly encodings?: readonly Encoding[];
  /** Labels that the fitted head must refuse. Default: none are tried. */
  readonly wrongLabels?: readonly Label[];
  /** Width of the features. Default 8. */
  readonly width?: number;
  /** Handed to the head as it is. */
  readonly vocabulary?: Vocabulary;
  /** `[vocabulary, width]`, for heads that tie their decoder to it. */
  readonly tokenEmbeddings?: HostTensor;
  /** Handed to the head as it is. Default: empty. */
  readonly pretrained?: NamedHostTensors;
  /** Seed of features and initial values. Default 1. */
  readonly seed?: number;
}
