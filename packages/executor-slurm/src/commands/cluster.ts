import { TomoniError } from '@tomoni/spec';
import { slurmCommand } from './slurm-command.js';

/** The largest array that is submitted where the cluster does not say what it allows. */
const usualArrayLimit = 1000;

/**
 * How many tasks an array may have: what was wished for, or else all that the cluster allows.
 *
 * @throws TomoniError `unavailable` where Slurm is not installed or its controller does not answer; `invalid-argument`
 *   where the cluster allows less than was wished for
 */
export async function arrayLimit(wish: number | undefined): Promise<number> {
  const allowed = await allowedArrayLimit();
  if (wish !== undefined && wish > allowed)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `'arrayLimit' is ${wish}, and the cluster allows ${allowed} tasks in an array (its MaxArraySize is ${allowed + 1}).`,
      remedy: `Give at most ${allowed}, or leave it out.`,
    });
  return wish ?? allowed;
}

async function allowedArrayLimit(): Promise<number> {
  const answer = await slurmCommand('scontrol', ['show', 'config']);
  if (!answer.ok)
    throw new TomoniError({
      code: 'unavailable',
      what: `Slurm's controller does not answer: ${answer.message}`,
      remedy: 'Look at the cluster with: scontrol ping, and run the study again when it answers.',
    });
  const size = Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(answer.output)?.[1] ?? usualArrayLimit + 1);
  if (size < 2)
    throw new TomoniError({
      code: 'unavailable',
      what: `The cluster allows no job arrays: its MaxArraySize is ${size}.`,
      remedy: 'Ask those who run the cluster to raise MaxArraySize in slurm.conf.',
    });
  return size - 1;
}
