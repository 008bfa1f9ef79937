import { describe, expect, it } from 'vitest';
import { workerArguments } from './worker-command.js';

describe('the command line of a worker', () => {
  it('needs a queue alone', () => {
    expect(workerArguments(['--queue', 'tomoni-interest'])).toEqual({ queue: 'tomoni-interest' });
    expect(() => workerArguments([])).toThrow('Name it with --queue');
    expect(workerArguments(['--help'])).toBeUndefined();
  });

  it('says where the study is on this machine', () => {
    const args = ['--queue', 'q', '--folder', '/data/study', '--run', '/data/trial.js', '--concurrency', '3'];
    expect(workerArguments([...args, '--redis', 'redis://h', '--lock-seconds', '5'])).toEqual({
      queue: 'q',
      connection: 'redis://h',
      concurrency: 3,
      lockSeconds: 5,
      folder: '/data/study',
      run: 'file:///data/trial.js',
    });
  });

  it('refuses what it does not know', () => {
    expect(() => workerArguments(['--queue', 'q', '--speed', '9'])).toThrow('--speed');
  });
});
