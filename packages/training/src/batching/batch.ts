/** Some rows of one data set. */
export interface Batch {
  /** Index of the data set. */
  readonly set: number;
  readonly rows: Uint32Array;
  /** The tasks that are learnt from them. Default: all that have labels there. */
  readonly tasks?: readonly string[];
}
