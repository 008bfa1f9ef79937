import type { TextInput, Words } from '@tomoni/spec';

/** What a builder knows of its input: the columns that hold it, and what `predict` takes. */
export interface InputSource {
  readonly columns: object;
  readonly input: unknown;
}

/** The input of an encoder that reads one column. */
export interface SingleSource<Input, Column extends string> {
  readonly columns: { readonly [C in Column]: SingleInput<Input> };
  readonly input: SingleInput<Input>;
}

/** The input of an encoder that reads pairs of texts from two columns. */
export interface PairSource<First extends string, Second extends string> {
  readonly columns: { readonly [C in First | Second]: string };
  readonly input: readonly [string, string];
}

/** The input of an encoder that reads one column, or two where `Pair` names a second one. */
export type SourceFor<Input, Text extends string, Pair extends string> = [Pair] extends [never]
  ? SingleSource<Input, Text>
  : PairSource<Text, Pair>;

/** One input of an encoder; for texts: no pair. */
type SingleInput<Input> = TextInput extends Input ? string | Words : Input;
