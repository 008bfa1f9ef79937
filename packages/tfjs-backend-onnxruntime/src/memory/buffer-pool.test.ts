import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BufferPool, POOLED_BYTES } from './buffer-pool.js';

const MIB = 2 ** 20;

describe('BufferPool', () => {
  it('lends a buffer again that was given back, for another type and a like length too', () => {
    const pool = new BufferPool();
    const first = pool.take('float32', MIB);
    pool.recycle(first);
    const second = pool.take('int32', MIB - 100);
    expect(second).toBeInstanceOf(Int32Array);
    expect(second.length).toBe(MIB - 100);
    expect(second.buffer).toBe(first.buffer);
    const third = pool.take('bool', MIB);
    expect(third.buffer).not.toBe(first.buffer);
  });

  it('gives exactly what was asked for where the length is a usual one', () => {
    const pool = new BufferPool();
    for (const length of [2 ** 20, 16 * 128 * 768, 2048 * 3072, 768 * 768])
      expect(pool.take('float32', length).buffer.byteLength).toBe(4 * length);
  });

  it('never lends a buffer again that was forgotten', () => {
    const pool = new BufferPool();
    const array = pool.take('float32', MIB);
    expect(pool.forget(array)).toBe(true);
    pool.recycle(array);
    expect(pool.owns(array)).toBe(false);
    expect(pool.take('float32', MIB).buffer).not.toBe(array.buffer);
    expect(pool.usage).toEqual({ lent: 4 * MIB, idle: 0, peak: 4 * MIB });
  });

  it('takes back nothing that it has not lent, and nothing twice', () => {
    const pool = new BufferPool();
    pool.recycle(new Float32Array(MIB));
    const array = pool.take('float32', MIB);
    pool.recycle(array);
    pool.recycle(array);
    expect(pool.usage).toEqual({ lent: 0, idle: 4 * MIB, peak: 4 * MIB });
  });

  it('lets go at once what is discarded, unless it is not its own', () => {
    const pool = new BufferPool();
    const [array, mine] = [pool.take('float32', MIB), new Float32Array(MIB)];
    for (const one of [array, mine]) pool.discard(one);
    expect([array.length, mine.length]).toEqual([0, MIB]);
    expect(pool.usage).toEqual({ lent: 0, idle: 0, peak: 4 * MIB });
  });

  it('leaves small arrays to V8', () => {
    const pool = new BufferPool();
    const array = pool.take('bool', POOLED_BYTES - 1);
    expect(pool.owns(array)).toBe(false);
  });

  it('lets those go that were unused for longest', () => {
    const pool = new BufferPool();
    const sizes = [20, 24, 28, 36].map((mebibytes) => pool.take('bool', mebibytes * MIB));
    for (const array of sizes) pool.recycle(array);
    expect(pool.usage.peak).toBe(108 * MIB);
    pool.take('bool', 120 * MIB); // 172 MiB may be held: 20, 24 and 28 MiB have to go
    expect(pool.usage).toEqual({ lent: 120 * MIB, idle: 36 * MIB, peak: 120 * MIB });
    expect(sizes.map(({ length }) => length)).toEqual([0, 0, 0, 36 * MIB]);
    pool.clear();
    expect(pool.usage).toEqual({ lent: 120 * MIB, idle: 0, peak: 120 * MIB });
  });

  it('stays within its bound and never lends a buffer to two', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 40 * MIB }), { maxLength: 60 }), (lengths) => {
        const pool = new BufferPool();
        const taken: Uint8Array[] = [];
        for (const length of lengths) {
          if (length % 3 === 0 && taken.length > 0)
            pool.recycle(taken.splice(length % taken.length, 1)[0] as Uint8Array);
          else taken.push(pool.take('bool', length));
          const { lent, idle, peak } = pool.usage;
          expect(lent + idle).toBeLessThanOrEqual(peak + 64 * MIB);
        }
        const buffers = taken.filter((array) => pool.owns(array)).map(({ buffer }) => buffer);
        expect(new Set(buffers).size).toBe(buffers.length);
      }),
      { numRuns: 50 },
    );
  });
});
