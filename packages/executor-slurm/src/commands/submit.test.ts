import { describe, expect, it } from 'vitest';
import { slurmSettings } from '../slurm-options.js';
import { submitArguments } from './submit.js';

const submission = { name: 'tomoni-interest-1', script: '/s/script.sh', logs: '/s/logs', tasks: 32 };

describe('the arguments of sbatch', () => {
  it('are few by default', () => {
    expect(submitArguments(slurmSettings({}), submission)).toEqual([
      '--parsable',
      '--job-name=tomoni-interest-1',
      '--array=0-31',
      '--output=/s/logs/%x-%a.log',
      '--open-mode=append',
      '--no-requeue',
      '--cpus-per-task=1',
      '/s/script.sh',
    ]);
  });

  it('say what was asked for', () => {
    const settings = slurmSettings({
      partition: 'gpu',
      cpusPerTask: 8,
      memory: '16G',
      time: '02:00:00',
      options: ['--gres=gpu:1'],
    });
    const args = submitArguments(settings, { ...submission, throttle: 4 });
    expect(args).toContain('--array=0-31%4');
    expect(args.slice(-6)).toEqual([
      '--cpus-per-task=8',
      '--partition=gpu',
      '--mem=16G',
      '--time=02:00:00',
      '--gres=gpu:1',
      '/s/script.sh',
    ]);
  });
});
