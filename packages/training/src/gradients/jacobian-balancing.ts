import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { JacobianAggregation } from '@tomoni/spec';
import type { Pass } from '../run/over-window.js';
import type { Balancing, BalancingContext } from './balancing.js';
import { addTo, disposeGradients, type GradientList } from './gradient-list.js';
import { addPenalty, keptPass } from './kept-pass.js';
import { blocksOf, chosen, variablesOf } from './parameter-groups.js';
import { presentLosses } from './recorded-losses.js';
import { representationOf } from './representation.js';
import { ownWeights, weightedPass } from './weighted-pass.js';

/**
 * What tasks share gets the aggregate of their gradients, block by block; what is one task's own gets that task's gradient as
 * it is. There are no weights to tell.
 */
export function jacobianBalancing(weighting: JacobianAggregation, context: BalancingContext): Balancing {
  const parts =
    weighting.at === 'representation'
      ? atRepresentation(weighting, context)
      : atParameters(weighting, context);
  return {
    ...parts,
    weights: () => Float64Array.from(context.step.present, (there) => (there ? Number.NaN : 0)),
  };
}

function atParameters(
  weighting: JacobianAggregation,
  context: BalancingContext,
): Pick<Balancing, 'passes' | 'dispose'> {
  const { parameters, part, step, gradients } = context;
  const places = new Map(part.shared.map((index, place) => [index, place]));
  return keptPass(context, ({ rows }) => {
    for (const { name, members } of blocksOf(parameters, weighting.scope ?? 'layer', part.shared)) {
      const at = (row: GradientList, index: number) => row[places.get(index) as number] ?? null;
      const reached = members.filter((index) => rows.some((row) => at(row, index) !== null));
      if (reached.length === 0) continue;
      const parts = aggregateBlock(
        rows.map((row) => reached.map((index) => at(row, index))),
        chosen(parameters, reached).map(({ variable }) => variable.shape),
        (block) => weighting.aggregate(block, step, name),
      );
      for (const [i, index] of reached.entries()) addTo(gradients, index, parts[i] as Tensor);
    }
  });
}

/** The aggregate at what the shared part hands to the tasks goes once through the shared part; batch by batch. */
function atRepresentation(
  weighting: JacobianAggregation,
  context: BalancingContext,
): Pick<Balancing, 'passes'> {
  const { parameters, part, step, gradients, batches } = context;
  const sources = variablesOf(chosen(parameters, part.shared));
  const own = weightedPass(context, () => [ownWeights(context)]);
  const update: Pass = {
    visit: async (recorded, batch) => {
      const { losses, tasks } = presentLosses(recorded);
      const { tensors, gradients: walk } = representationOf(recorded, context);
      const rows: GradientList[] = step.present.map(() => tensors.map(() => null));
      let parts: Tensor[] = [];
      try {
        for (const { source, gradients: found } of walk(losses))
          for (const [i, gradient] of found.entries())
            addTo(rows[tasks[i] as number] as GradientList, source, gradient);
        const name = batches === 1 ? undefined : `batch ${batch}`;
        if (tensors.length > 0)
          parts = aggregateBlock(
            rows,
            tensors.map(({ shape }) => shape),
            (block) => weighting.aggregate(block, step, name),
          );
        const seeds = parts.map((gradient, i) => ({ output: tensors[i] as Tensor, gradient }));
        for (const [place, gradient] of recorded.tape.vjp(seeds, sources).entries())
          addTo(gradients, part.shared[place] as number, gradient);
      } finally {
        for (const row of rows) disposeGradients(row);
        tf.dispose(parts);
      }
      addPenalty(recorded, context);
      await own.visit?.(recorded, batch);
    },
  };
  return { passes: batches === 1 ? [update] : [{}, update] };
}

/** One update for the parts of a block, given their gradients: a row per task, a column per part. */
function aggregateBlock(
  rows: readonly (readonly (Tensor | null)[])[],
  shapes: readonly number[][],
  aggregate: (block: Tensor2D) => Tensor1D,
): Tensor[] {
  return tf.tidy(() => {
    const sizes = shapes.map((shape) => tf.util.sizeFromShape(shape));
    const flat = rows.map((row) =>
      tf.concat(sizes.map((size, i) => row[i]?.reshape([size]) ?? tf.zeros([size]))),
    );
    const parts = tf.split(aggregate(tf.stack(flat) as Tensor2D), sizes);
    return parts.map((part, i) => part.reshape(shapes[i] as number[]));
  });
}
