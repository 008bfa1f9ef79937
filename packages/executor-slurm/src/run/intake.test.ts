import { describe, expect, it } from 'vitest';
import { intake } from './intake.js';

describe('intake', () => {
  it('takes what is ready, up to a limit, and knows the end', async () => {
    const source = intake(numbers(5));
    expect(await source.take(3)).toEqual([0, 1, 2]);
    expect(source.ended).toBe(false);
    expect(await source.take(3)).toEqual([3, 4]);
    expect(source.ended).toBe(true);
    expect(await source.take(3)).toEqual([]);
  });

  it('does not wait for what is not ready, and loses nothing', async () => {
    let give: () => void = () => undefined;
    const given = new Promise<void>((resolve) => {
      give = resolve;
    });
    async function* late() {
      yield 'first';
      await given;
      yield 'second';
    }
    const source = intake(late());
    expect(await source.take(9)).toEqual(['first']);
    expect(await source.take(9)).toEqual([]);
    const arrival = source.arrival();
    give();
    await arrival;
    expect(await source.take(9)).toEqual(['second']);
  });

  it('throws what the source throws, once it is asked', async () => {
    async function* failing(): AsyncGenerator<number> {
      yield 1;
      throw new RangeError('no more');
    }
    const source = intake(failing());
    await expect(source.take(9)).rejects.toThrow('no more');
  });

  it('tells the source when no more is wanted', async () => {
    let closed = false;
    async function* watched() {
      try {
        yield* numbers(10);
      } finally {
        closed = true;
      }
    }
    const source = intake(watched());
    await source.take(2);
    source.close();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(closed).toBe(true);
  });
});

async function* numbers(count: number): AsyncGenerator<number> {
  for (let number = 0; number < count; number++) yield number;
}
