/** Numbers by target and source: `matrix[target][source]`. A pair that is not there has none. */
export type TransferMatrix = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What an estimate says of how well each source serves each target: similarities, affinities, LogME … */
export interface TransferEstimate {
  /** Name of the estimate, such as `LogME`. */
  readonly name: string;
  /** Whether a higher number promises more, or a lower one. */
  readonly better: 'higher' | 'lower';
  /** By target and source; a target's number for itself is passed over. */
  readonly values: TransferMatrix;
}
