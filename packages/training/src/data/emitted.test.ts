import { describe, expect, it } from 'vitest';
import { emitted } from './emitted.js';

async function gather<Event, Result>(source: AsyncGenerator<Event, Result>) {
  const events: Event[] = [];
  for (;;) {
    const next = await source.next();
    if (next.done) return { events, result: next.value };
    events.push(next.value);
  }
}

describe('emitted', () => {
  it('yields what is emitted at once and later, and returns the result', async () => {
    const source = emitted<number, string>(async (emit) => {
      emit(1);
      emit(2);
      await new Promise((resolve) => setTimeout(resolve, 5));
      emit(3);
      return 'done';
    });
    expect(await gather(source)).toEqual({ events: [1, 2, 3], result: 'done' });
  });

  it('throws what the work throws, after what it emitted', async () => {
    const source = emitted<number, never>(async (emit) => {
      emit(1);
      throw new Error('broken');
    });
    expect(await source.next()).toEqual({ done: false, value: 1 });
    await expect(source.next()).rejects.toThrow('broken');
  });
});
