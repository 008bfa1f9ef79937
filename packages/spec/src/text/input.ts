/** A text split into words by its reader, for data that is tokenised already; offsets then count in the words joined by single spaces. */
export interface Words {
  readonly words: readonly string[];
}

/** What a text encoder reads: one text, one text as words, or a pair of texts. */
export type TextInput = string | Words | readonly [string, string];
