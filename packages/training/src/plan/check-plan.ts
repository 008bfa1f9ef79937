import { TomoniError } from '@tomoni/spec';
import { headOwner } from '../data/fitted-task.js';
import { checkTaskStopping } from '../stopping/watch-tasks.js';
import type { Plan, TaskPlan } from './plan.js';
import { sharingLayout } from './sharing-plan.js';

/**
 * Checks a plan before anything is computed.
 *
 * @throws TomoniError `invalid-argument` with the first thing that cannot be run
 */
export function checkPlan(plan: Plan): void {
  const names = plan.tasks.map(({ name }) => name);
  const listed = names.map((name) => `'${name}'`).join(', ');
  ensure(names.length > 0, 'The plan has no task.', 'Add the main task.');
  for (const [i, name] of names.entries())
    ensure(
      names.indexOf(name) === i,
      `The task '${name}' is there twice.`,
      'Give each task a name of its own.',
    );
  ensure(
    names.includes(plan.main),
    `The main task '${plan.main}' is not among the tasks ${listed}.`,
    'Add it.',
  );
  for (const task of plan.tasks) checkTask(plan, task);
  plan.trainable.check(plan.encoder.parameters);
  sharingLayout(plan);
  ensure(
    plan.memory === undefined || plan.memory === 'save' || plan.memory === 'recompute',
    `The memory of gradients is '${plan.memory}'.`,
    "Give 'save' or 'recompute'.",
  );
  const { size, accumulate, evaluationSize } = plan.batching;
  requireCount(size, 'The batch size');
  requireCount(accumulate, 'The number of accumulated batches');
  requireCount(evaluationSize, 'The batch size of evaluation');
  checkTaskStopping(plan);
  const { maxEpochs, maxSteps, patience, minDelta, evaluateEvery } = plan.stopping;
  requireCount(maxEpochs, 'The number of epochs');
  if (maxSteps !== undefined) requireCount(maxSteps, 'The number of steps');
  if (patience !== undefined) requireCount(patience, 'The patience');
  ensure(minDelta >= 0, `The smallest change that counts is ${minDelta}.`, 'Give 0 or more.');
  requireCount(
    'epochs' in evaluateEvery ? evaluateEvery.epochs : evaluateEvery.steps,
    'The interval of evaluations',
  );
  ensure(
    plan.clipNorm === undefined || (typeof plan.clipNorm === 'number' && plan.clipNorm > 0),
    `The gradient cannot be clipped to the norm ${plan.clipNorm}.`,
    'Give a positive number.',
  );
  plan.weighting.create({ tasks: names, main: plan.main });
}

function checkTask(plan: Plan, task: TaskPlan): void {
  const { depth } = plan.encoder.config;
  const where = { task: task.name };
  ensure(
    Number.isInteger(task.layer) && task.layer >= 0 && task.layer <= depth,
    `The encoder has the layers 0 to ${depth}; there is no layer ${task.layer}.`,
    'Name one of them.',
    where,
  );
  ensure(
    task.dropout >= 0 && task.dropout < 1,
    `The dropout rate ${task.dropout} is not in [0, 1).`,
    'Give a rate such as 0.1.',
    where,
  );
  const { batchSize } = task.data ?? {};
  ensure(
    batchSize === undefined || (Number.isInteger(batchSize) && batchSize >= 1),
    `The batch size of the task's own rows is ${batchSize}.`,
    'Give a whole number of at least 1.',
    where,
  );
  if (!('sameHeadAs' in task.head)) return;
  const owner = plan.tasks.find(({ name }) => name === headOwner(task));
  ensure(
    owner !== undefined && !('sameHeadAs' in owner.head),
    `The task shares the head of '${task.head.sameHeadAs}', which has no head of its own.`,
    'Name a task that was added with a head.',
    where,
  );
}

function requireCount(value: number, what: string): void {
  ensure(Number.isInteger(value) && value >= 1, `${what} is ${value}.`, 'Give a whole number of at least 1.');
}

function ensure(condition: boolean, what: string, remedy: string, where: TomoniError['where'] = {}): void {
  if (!condition) throw new TomoniError({ code: 'invalid-argument', what, remedy, where });
}
