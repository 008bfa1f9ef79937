/** A measured value at a place. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
