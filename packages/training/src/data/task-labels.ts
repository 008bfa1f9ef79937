import type { Encoding, FittedGenerator } from '@tomoni/spec';

/** The labels of one task in one data set. */
export type TaskLabels =
  /** One label per row, and for a generator that alters the input one altered encoding per row. */
  | {
      readonly drawn: false;
      readonly labels: readonly unknown[];
      readonly inputs?: readonly Encoding[];
    }
  /** Labels drawn anew in each epoch. */
  | {
      readonly drawn: true;
      readonly generator: FittedGenerator<unknown>;
      readonly altersInput: boolean;
    };
