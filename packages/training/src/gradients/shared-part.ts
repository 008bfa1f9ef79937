import type { Positions } from '@tomoni/spec';
import { headOwner } from '../data/fitted-task.js';
import type { Network } from '../network/network.js';
import type { TrainedParameter } from '../optimizers/optimizer.js';

/** The trained parameters, by whether tasks share them. Indices into those of the network. */
export interface SharedPart {
  /** What at least two tasks reach; of a single task, all but its head. */
  readonly shared: readonly number[];
  /** What one task alone reaches, or none. */
  readonly own: readonly number[];
}

const nowhere: Positions = { rows: new Int32Array(), columns: new Int32Array() };

/**
 * Finds what tasks share from what they demand: of the encoder the layers that are not above what the task reads, of the
 * sharing what it says, and heads that several tasks use.
 */
export function sharedPart(network: Network): SharedPart {
  const { tasks, sharing, parameters } = network;
  const names = tasks.map(({ plan }) => plan.name);
  const heights = tasks.map(({ plan: { name }, head }) => {
    const reads = sharing.demand(name, head.reads.over === 'tokens' ? nowhere : undefined);
    return Math.max(0, ...reads.map(({ layer }) => layer));
  });
  const owners = tasks.map(({ plan }) => headOwner(plan));
  const users = ({ name, group, layer }: TrainedParameter): number => {
    if (group === 'encoder' && name.startsWith('sharing/')) return 1;
    switch (group) {
      case 'encoder':
        return heights.filter((height) => height >= layer).length;
      case 'sharing':
        return (sharing.serves?.(name.slice('sharing/'.length)) ?? names).length;
      case 'heads':
        return owners.filter((owner) => name.startsWith(`heads/${owner}/`)).length;
    }
  };
  const single = (parameter: TrainedParameter) => tasks.length === 1 && parameter.group !== 'heads';
  const shared: number[] = [];
  const own: number[] = [];
  for (const [index, parameter] of parameters.entries())
    (users(parameter) > 1 || single(parameter) ? shared : own).push(index);
  return { shared, own };
}
