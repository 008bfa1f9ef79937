import type { GramianWeighting } from '@tomoni/spec';
import type { Pass } from '../run/over-window.js';
import { innerProducts } from '../tape/inner-products.js';
import type { Balancing, BalancingContext } from './balancing.js';
import { addTo, combine } from './gradient-list.js';
import { keptPass } from './kept-pass.js';
import { blocksOf, chosen, type ParameterBlock, variablesOf } from './parameter-groups.js';
import { placed, sumOf } from './product-matrices.js';
import { presentLosses, requireFiniteWeights } from './recorded-losses.js';
import { representationOf } from './representation.js';
import { ownWeights, type WeighedParameters, weightedPass } from './weighted-pass.js';

/**
 * What tasks share gets the weighted gradient, with weights found from the inner products of the tasks' gradients; what is
 * one task's own gets that task's gradient as it is.
 *
 * @param known inner products, one matrix per shared parameter, that something else measures by the end of the first pass
 */
export function gramianBalancing(
  weighting: GramianWeighting,
  context: BalancingContext,
  known?: () => readonly Float64Array[],
): Balancing {
  const found: WeighedParameters[] = [];
  const weights = () => meanWeights(found, context.step.present.length);
  const weigh = (products: readonly Float64Array[]) =>
    found.push(...weighBlocks(weighting, context, products));
  if (known === undefined && weighting.at !== 'representation' && context.batches > 1)
    return { ...fromKept(context, found, weigh), weights };
  return {
    passes: [
      measuring(weighting, context, found, weigh, known),
      weightedPass(context, () => [...found, ownWeights(context)]),
    ],
    weights,
  };
}

type Weigh = (products: readonly Float64Array[]) => void;

function measuring(
  weighting: GramianWeighting,
  context: BalancingContext,
  found: WeighedParameters[],
  weigh: Weigh,
  known: (() => readonly Float64Array[]) | undefined,
): Pass {
  if (known !== undefined) return { finish: () => weigh(known()) };
  if (weighting.at !== 'representation') return atParameters(context, weigh);
  const { step, part } = context;
  return atRepresentation(context, (values) => {
    const weights = weighting.weigh({ size: step.present.length, values }, step);
    found.push({ members: part.shared, weights });
  });
}

/** Inner products of the gradients of the shared parameters, which are freed on the way. */
function atParameters({ parameters, part, step }: BalancingContext, weigh: Weigh): Pass {
  const sources = variablesOf(chosen(parameters, part.shared));
  return {
    visit: async (recorded) => {
      const { losses, tasks } = presentLosses(recorded);
      const found = await recorded.tape.gramians(losses, sources);
      weigh(found.map((matrix) => placed(matrix, tasks, step.present.length)));
    },
  };
}

/** Inner products of the gradients at what the shared part hands to the tasks: of several batches, the sum. */
function atRepresentation(context: BalancingContext, weigh: (values: Float64Array) => void): Pass {
  const size = context.step.present.length;
  const matrices: Float64Array[] = [];
  return {
    visit: async (recorded) => {
      const { losses, tasks } = presentLosses(recorded);
      const { tensors, gradients } = representationOf(recorded, context);
      const products = await innerProducts(gradients(losses), tensors);
      matrices.push(placed(sumOf(products, losses.length), tasks, size));
    },
    finish: () => weigh(sumOf(matrices, size)),
  };
}

/** Several batches: the gradients are kept and summed, and give both the inner products and the update. */
function fromKept(
  context: BalancingContext,
  found: readonly WeighedParameters[],
  weigh: Weigh,
): Pick<Balancing, 'passes' | 'dispose'> {
  const { parameters, part, step, gradients } = context;
  const sources = variablesOf(chosen(parameters, part.shared));
  return keptPass(context, async (kept) => {
    weigh(await innerProducts(kept.walk(), sources));
    const places = placesIn(part.shared);
    for (const { members, weights } of found) {
      requireFiniteWeights(weights, step.present);
      for (const index of members) {
        const place = places.get(index) as number;
        const rows = kept.rows.map((row) => row[place] ?? null);
        addTo(gradients, index, combine(rows, weights));
      }
    }
  });
}

/** @param products one matrix per shared parameter */
function weighBlocks(
  weighting: GramianWeighting,
  { parameters, part, step }: BalancingContext,
  products: readonly Float64Array[],
): WeighedParameters[] {
  const size = step.present.length;
  const places = placesIn(part.shared);
  return blocksOf(parameters, weighting.scope, part.shared).map(({ name, members }: ParameterBlock) => {
    const own = members.map((index) => products[places.get(index) as number] as Float64Array);
    const block = name === undefined ? {} : { block: name };
    return { members, weights: weighting.weigh({ size, values: sumOf(own, size), ...block }, step) };
  });
}

function placesIn(list: readonly number[]): ReadonlyMap<number, number> {
  return new Map(list.map((index, place) => [index, place]));
}

function meanWeights(found: readonly WeighedParameters[], size: number): Float64Array {
  const mean = new Float64Array(size);
  for (const { weights } of found)
    for (const [task, weight] of weights.entries())
      mean[task] = (mean[task] as number) + weight / found.length;
  return mean;
}
