/** A stretch of a text: UTF-16 code units from `start` (inclusive) to `end` (exclusive), as `text.slice` takes them. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** A stretch of a text that carries a tag. */
export interface TaggedSpan<Tag extends string = string> extends TextSpan {
  readonly tag: Tag;
  /** Probability in [0, 1] that the model gave to the span, where a model made it. */
  readonly probability?: number;
}
