import { type Json, TomoniError } from '@tomoni/spec';
import type { GradientRow } from '../contract/jacobian-aggregation.js';

/** One number per task and parameter that is kept from step to step, in the precision of the gradients. */
export interface GradientBuffer {
  /** The row of every task; zeros before the first step. Changed in place. */
  rows(like: GradientRow, stepIndex: number): readonly GradientRow[];
  toJSON(): Json;
  fromJSON(json: Json): void;
}

/** An empty buffer. */
export function gradientBuffer(name: string, tasks: number): GradientBuffer {
  let rows: readonly GradientRow[] | undefined;
  let lastStep: number | undefined;
  return {
    rows: (like, stepIndex) => {
      if (stepIndex === lastStep)
        throw new TomoniError({
          code: 'invalid-argument',
          what: `The weighting '${name}' was given the gradients of step ${stepIndex} in parts, and needs them at once.`,
          remedy: "Train with a trainer that knows the scope 'all', or train one layer.",
        });
      lastStep = stepIndex;
      rows ??= Array.from({ length: tasks }, () =>
        like instanceof Float32Array ? new Float32Array(like.length) : new Float64Array(like.length),
      );
      const length = rows[0]?.length;
      if (length !== like.length)
        throw new TomoniError({
          code: 'mismatch',
          what: `The weighting '${name}' keeps ${length} numbers per task, but the gradients have ${like.length}.`,
          remedy: 'Resume with the trained parameters that the run was started with.',
        });
      return rows;
    },
    toJSON: () =>
      rows === undefined
        ? null
        : { type: rows[0] instanceof Float32Array ? 'float32' : 'float64', rows: rows.map(encoded) },
    fromJSON: (json) => {
      rows = json === null ? undefined : decoded(name, tasks, json);
    },
  };
}

function encoded(row: GradientRow): string {
  return Buffer.from(row.buffer, row.byteOffset, row.byteLength).toString('base64');
}

function decoded(name: string, tasks: number, json: Json): readonly GradientRow[] {
  const { type, rows } = json as { readonly type?: Json; readonly rows?: Json };
  const isKnown = type === 'float32' || type === 'float64';
  if (!(isKnown && Array.isArray(rows) && rows.length === tasks))
    throw new TomoniError({
      code: 'mismatch',
      what: `The checkpoint holds gradients that are none of the weighting '${name}' with ${tasks} tasks.`,
      remedy: 'Resume with the weighting and the tasks that the run was started with.',
    });
  return rows.map((row: Json) => {
    const bytes = Uint8Array.from(Buffer.from(String(row), 'base64'));
    return type === 'float32' ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
  });
}
