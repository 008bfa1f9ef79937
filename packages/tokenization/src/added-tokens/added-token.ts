/** A token that is found in the text before the model sees it. */
export interface AddedToken {
  readonly content: string;
  readonly id: number;
  /** Whether `decode` leaves it out. */
  readonly special: boolean;
  /** Whether it is found only where no word character touches it. */
  readonly singleWord: boolean;
  /** Whether it takes the whitespace before it. */
  readonly lstrip: boolean;
  /** Whether it takes the whitespace after it. */
  readonly rstrip: boolean;
  /** Whether it is looked for in the normalised text. */
  readonly normalized: boolean;
}
