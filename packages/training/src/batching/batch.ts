/** Some rows of one data set. */
export interface Batch {
  /** Index of the data set. */
  readonly set: number;
  readonly rows: Uint32Array;
}
