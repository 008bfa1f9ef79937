import type { AnyHead, LabelGenerator, RowsOf } from '@tomoni/spec';
import type { GeneratorFor, RowsFor } from '../types/checks.js';
import type { LayerIn } from '../types/layer.js';
import type { OwnRow, OwnRows } from '../types/rows.js';
import type { InputSource } from '../types/source.js';
import type { LabelIn, SameHead } from '../types/tasks.js';

/**
 * How a task reads the encoder, and where its labels come from.
 *
 * @typeParam Row a row of the task's own
 */
export interface TaskOptions<Row = object> {
  /** The layer that the head reads: 0 for the embeddings, up to the encoder's depth. Default: the last. */
  readonly layer?: number;
  /** Dropout rate between the encoder and the head, from 0 up to, but not including, 1. Default 0.1. */
  readonly dropout?: number;
  /** The column that holds the labels. Default: the task's name. */
  readonly column?: string;
  /** Makes the labels, in place of a column. */
  readonly from?: LabelGenerator<unknown>;
  /** Rows of its own, for a task whose labels are not in the main data; training mixes them with the main data. */
  readonly data?: OwnRows<Row>;
}

/** A task as one object, for tasks that are made in a loop: its head, and how it reads. */
export interface TaskDescription<Row = object> extends TaskOptions<Row> {
  readonly head: AnyHead | SameHead;
}

/** {@link TaskOptions} that fit: a layer of the encoder, a generator and rows whose labels the head reads. */
export interface TaskOptionsFor<
  Depth extends number,
  Source extends InputSource,
  Tasks,
  H,
  Layer extends number,
  Column extends string,
  From,
  Rows extends RowsOf<object>,
> extends Pick<TaskOptions, 'dropout'> {
  /** The layer that the head reads: 0 for the embeddings, up to the encoder's depth. Default: the last. */
  readonly layer?: LayerIn<Depth, Layer>;
  /** The column that holds the labels. Default: the task's name. */
  readonly column?: Column;
  /** Makes the labels, in place of a column. */
  readonly from?: GeneratorFor<Tasks, H, From>;
  /** Rows of its own, for a task whose labels are not in the main data; training mixes them with the main data. */
  readonly data?: {
    readonly train: RowsFor<OwnRow<Source, Labelled<From, Column>, LabelIn<Tasks, H>>, Rows>;
    readonly validation?: RowsOf<OwnRow<Source, Labelled<From, Column>, LabelIn<Tasks, H>>>;
    /** Texts per batch of these rows. Default: that of the main data. */
    readonly batchSize?: number;
  };
}

/** The label column, where labels are not generated. */
type Labelled<From, Column extends string> = [From] extends [never] ? Column : never;
