/**
 * Name under which an encoder records, by `tf.tidy(rowSelection, …)`, that it selects different rows of a table: the
 * gradients of the selection have the same inner products as those of the table, which is far larger.
 */
export const rowSelection = 'RowSelection';
