import type { Encoder, ParameterSelection } from '@tomoni/spec';

/** What {@link encoderConformance} tries an encoder with. */
export interface EncoderConformanceOptions<Input> {
  /** Stays usable: it is neither changed nor disposed of. Keep it small, for all its parameters are trained. */
  readonly encoder: Encoder<number, Input>;
  /** At least three inputs, of different lengths where they can have any. */
  readonly inputs: readonly Input[];
  /** Selections that must all give the same hidden states. Default: everything, the last layer, nothing. */
  readonly selections?: readonly ParameterSelection[];
  /** Whether attention maps can be had. Default: where the encoder has a tokenizer. */
  readonly attention?: boolean;
  /** Seed of positions and directions. Default 1. */
  readonly seed?: number;
}
