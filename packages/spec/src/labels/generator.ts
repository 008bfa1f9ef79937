import type { Encoder } from '../encoder/encoder.js';
import type { Json } from '../json.js';
import type { Rng } from '../random/rng.js';
import type { Encoding } from '../text/encoding.js';
import type { TextSpan } from '../text/span.js';

/** What a generator learns from: the training part. */
export interface GeneratorContext {
  readonly texts: readonly string[];
  readonly encodings: readonly Encoding[];
  /** The main task's labels, `undefined` where one is missing. */
  readonly labels: readonly unknown[];
  readonly encoder?: Encoder;
  readonly rng: Rng;
  readonly signal?: AbortSignal;
  /** Called with how much of the work is done. */
  readonly progress?: (done: number, total: number) => void;
  /** Called with a sentence that the user should read, such as that few words of the texts are known. */
  readonly notice?: (message: string) => void;
}

/** Makes labels by machine, so that an auxiliary task needs no human work. */
export interface LabelGenerator<Label> {
  /** Name of the kind, such as `random-masking`; written into checkpoints. */
  readonly kind: string;
  /** Whether its annotations bring inputs of their own; said before fitting, so that the cost of a plan is known. */
  readonly altersInput: boolean;
  /** Learns from the training part. */
  fit(context: GeneratorContext): Promise<FittedGenerator<Label>>;
  /** Reads what `FittedGenerator.toJSON` wrote; `encoder` is the one that reads the texts, for generators that need its vocabulary. */
  restore(saved: Json, encoder?: Encoder): Promise<FittedGenerator<Label>>;
}

/** A label and, where the generator alters the input, the input that goes with it. */
export interface Annotation<Label> {
  readonly label: Label;
  readonly input?: Encoding;
}

/** A generator that has seen the training part. */
export interface FittedGenerator<Label> {
  /** Whether the labels are drawn anew in each epoch. */
  readonly redraws: boolean;
  /** Spans that no token may cross, per text; asked for before tokenization. */
  segments?(texts: readonly string[]): Promise<TextSpan[][]>;
  /** Labels for a batch; all randomness comes from `rng`. */
  annotate(encodings: readonly Encoding[], rng: Rng): Promise<readonly Annotation<Label>[]>;
  /** Label inventory, counts and coverage, for people. */
  describe(): Json;
  toJSON(): Json;
}

/** The label type of a generator. */
export type GeneratedLabel<G> = G extends LabelGenerator<infer Label> ? Label : never;
