import { describe, expect, it } from 'vitest';
import { isAlive, parseStates, parseTime, taskKey } from './queue.js';

describe('what squeue prints', () => {
  it('is read task by task', () => {
    const states = parseStates(
      'tomoni-a-1|7|0|RUNNING|1:05|None\ntomoni-a-1|7|1|PENDING|0:00|JobArrayTaskLimit\ntomoni-b-2|9|0|OUT_OF_MEMORY|2-03:04:05|OutOfMemory\n',
    );
    expect(states.get(taskKey('tomoni-a-1', 0))).toEqual({
      job: '7',
      state: 'RUNNING',
      reason: 'None',
      seconds: 65,
    });
    expect(states.get('tomoni-b-2_0')?.seconds).toBe(183_845);
    expect([...states.values()].map(isAlive)).toEqual([true, true, false]);
  });

  it('prefers the task that is alive where Slurm lists one twice', () => {
    const [first, second] = ['n|1|0|CANCELLED|0:00|None', 'n|2|0|PENDING|0:00|None'];
    for (const lines of [`${first}\n${second}`, `${second}\n${first}`])
      expect(parseStates(lines).get('n_0')).toMatchObject({ job: '2', state: 'PENDING' });
  });

  it('passes over jobs that are no arrays, and empty lines', () => {
    expect(parseStates('n|1|N/A|RUNNING|0:01|None\n\n').size).toBe(0);
    expect(parseStates('').size).toBe(0);
  });

  it.each([
    ['0:00', 0],
    ['01:02:03', 3723],
    ['1-00:00:01', 86_401],
    ['INVALID', 0],
    ['', 0],
  ])('takes %j for %d seconds', (text, seconds) => {
    expect(parseTime(text)).toBe(seconds);
  });
});
