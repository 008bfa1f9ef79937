import type { GradientReport } from '@tomoni/spec';
import { blocksOf, chosen, variablesOf } from '../gradients/parameter-groups.js';
import { placed } from '../gradients/product-matrices.js';
import { presentLosses } from '../gradients/recorded-losses.js';
import type { SharedPart } from '../gradients/shared-part.js';
import type { Watching } from '../gradients/window-gradients.js';
import type { Network } from '../network/network.js';
import { labelledWeightsOf } from '../run/micro-batch.js';
import type { Window } from '../run/window.js';
import { gradientReport } from './gradient-report.js';

/** A look at the tasks' gradients during a step. */
export interface GradientWatch {
  readonly watching: Watching;
  /** What was seen; `undefined` before the step. */
  report(losses: Float64Array, weights: Float64Array): GradientReport | undefined;
}

/** Compares the gradients of the tasks' mean losses on the first batch of a window. */
export function watchGradients({ tasks, parameters }: Network, window: Window): GradientWatch {
  const names = tasks.map(({ plan }) => plan.name);
  let seen: { part: SharedPart; products: readonly Float64Array[]; present: boolean[] } | undefined;
  const own = labelledWeightsOf(names, window.micro.slice(0, 1));
  /** From the losses' shares of the window to the means of the batch. */
  const scales = own.map((weight, task) => (weight > 0 ? (window.labelled[task] as number) / weight : 0));
  return {
    watching: (part) => ({
      visit: async (recorded, batch) => {
        if (batch > 0) return;
        const sources = variablesOf(chosen(parameters, part.shared));
        const present = presentLosses(recorded);
        const found = await recorded.tape.gramians(present.losses, sources);
        const products = found.map((matrix) =>
          placed(matrix, present.tasks, names.length).map(
            (value, i) =>
              value * (scales[Math.floor(i / names.length)] as number) * (scales[i % names.length] as number),
          ),
        );
        seen = { part, products, present: names.map((_, task) => present.tasks.includes(task)) };
      },
    }),
    report: (losses, weights) => {
      if (seen === undefined) return undefined;
      const { part, products, present } = seen;
      return gradientReport({
        tasks: names,
        present,
        losses,
        weights,
        blocks: blocksAmong(parameters, part),
        products,
      });
    },
  };
}

/** The shared parameters layer by layer, by their places among those that are shared. */
export function blocksAmong(parameters: Network['parameters'], { shared }: SharedPart) {
  return blocksOf(chosen(parameters, shared), 'layer');
}
