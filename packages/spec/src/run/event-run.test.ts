import { describe, expect, it } from 'vitest';
import { eventRun } from './event-run.js';

async function all<Event>(events: AsyncIterable<Event>): Promise<Event[]> {
  const list: Event[] = [];
  for await (const event of events) list.push(event);
  return list;
}

describe('work that tells events', () => {
  it('is awaited for its result, and iterated for its events, by several at once', async () => {
    const run = eventRun<string, number>(async (tell) => {
      tell(1);
      await Promise.resolve();
      tell(2);
      return 'done';
    });
    expect(await Promise.all([all(run), all(run), run])).toEqual([[1, 2], [1, 2], 'done']);
    expect(await all(run)).toEqual([]);
    expect(await run.finally(() => undefined)).toBe('done');
  });

  it('fails: whoever awaits or iterates it is told, after the last event', async () => {
    const run = eventRun<never, number>(async (tell) => {
      tell(1);
      throw new RangeError('too far');
    });
    const seen: number[] = [];
    const listening = (async () => {
      for await (const event of run) seen.push(event);
    })();
    await expect(listening).rejects.toThrow('too far');
    expect(seen).toEqual([1]);
    await expect(run).rejects.toThrow('too far');
    expect(await run.catch(String)).toBe('RangeError: too far');
  });

  it('goes on when a listener leaves', async () => {
    const run = eventRun<number, number>(async (tell) => {
      for (let i = 0; i < 3; i++) {
        tell(i);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return 3;
    });
    for await (const event of run) if (event === 0) break;
    expect(await run).toBe(3);
  });
});
