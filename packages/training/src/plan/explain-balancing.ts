import { bytesText } from './bytes-text.js';
import type { Plan } from './plan.js';
import { trainedParameters } from './trained-parameters.js';

/** What a weighting takes beside one forward and one backward pass, in words. */
export function explainBalancing(plan: Plan): string {
  const { tasks, batching, weighting: method, main } = plan;
  const weighting = method.create({ tasks: tasks.map(({ name }) => name), main });
  const several = batching.accumulate > 1;
  const gradient = sharedBytes(plan);
  const each = `a gradient of what is shared per task, ${bytesText(tasks.length * gradient)}`;
  const extras = {
    'after-update': ['the losses after the update, by one more forward pass'],
    batches: ['two further batches, with a backward pass per task on each'],
    validation: [`a validation batch, keeping ${judges(plan, weighting.validation?.tasks, gradient)}`],
  };
  const parts = weighting.extra === undefined ? [] : extras[weighting.extra];
  const statistic = () => {
    if (weighting.needs === 'losses')
      return several && weighting.readsLosses !== false ? ['the forward passes twice'] : [];
    if (weighting.extra === 'batches') return [];
    if (weighting.at === 'representation')
      return [
        `a backward pass per task through its head${several && weighting.needs === 'gramian' ? ', and the forward passes twice' : ''}`,
      ];
    if (weighting.needs === 'jacobian') return [`a backward pass per task, keeping ${each}`];
    return [several ? `a backward pass per task, keeping ${each}` : 'a backward pass per task, keeping none'];
  };
  const all = [...statistic(), ...parts];
  return all.length === 0 ? 'nothing more than the losses' : all.join('; ');
}

function judges({ tasks }: Plan, wanted: 'main' | 'all' | undefined, gradient: number): string {
  const count = wanted === 'all' ? tasks.length : 1;
  return `${count === 1 ? 'its gradient' : `${count} gradients of it`}, ${bytesText(count * gradient)}`;
}

/** Bytes of one gradient of the encoder's parameters that at least two tasks reach; of all trained ones where tasks share otherwise than by layers. */
function sharedBytes(plan: Plan): number {
  const heights = plan.tasks.map(({ layer }) => layer).sort((a, b) => b - a);
  const top = plan.sharing.kind === 'hard' ? (heights[1] ?? heights[0] ?? 0) : Number.POSITIVE_INFINITY;
  const shared = trainedParameters(plan).filter(({ layer }) => layer <= top);
  return shared.reduce(
    (sum, { shape }) => sum + 4 * shape.reduce((product, length) => product * length, 1),
    0,
  );
}
