import { spawnSync } from 'node:child_process';
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { activationCache } from './activation-cache.js';

const values = (start: number, count = 4) => Float32Array.from({ length: count }, (_, i) => start + i);
const entries = (...starts: number[]) => new Map(starts.map((start) => [`text ${start}`, values(start)]));

describe('activationCache', () => {
  it('keeps what fits, and lets go what was not used the longest', () => {
    const cache = activationCache({ memory: 3 * 16 });
    const store = cache.open('a');
    store.put(entries(1, 2, 3));
    expect(store.get('text 1')).toEqual(values(1));
    store.put(entries(4));
    expect(store.get('text 2')).toBeUndefined();
    expect([1, 3, 4].map((key) => store.get(`text ${key}`)?.[0])).toEqual([1, 3, 4]);
    expect(cache.bytes).toBe(48);
    store.put(new Map([['large', values(0, 100)]]));
    expect(store.get('large')).toBeUndefined();
    expect(cache.bytes).toBe(48);
    cache.clear();
    expect([cache.bytes, store.get('text 4')]).toEqual([0, undefined]);
  });

  it('keeps fingerprints apart', () => {
    const cache = activationCache();
    cache.open('a').put(entries(1));
    expect(cache.open('b').get('text 1')).toBeUndefined();
    expect(cache.open('a').get('text 1')).toEqual(values(1));
  });

  it('refuses a budget that is none, and a folder that is a file', () => {
    expect(() => activationCache({ memory: Number.NaN })).toThrow('The memory of the cache is NaN bytes.');
    expect(() => activationCache({ folder: import.meta.filename })).toThrow('cannot be written to');
  });
});

describe('a cache with a folder', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tomoni-cache-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const path = () => join(folder, 'a.states');
  const fill = (...starts: number[]) => {
    const cache = activationCache({ folder });
    cache.open('a').put(entries(...starts));
    cache.close();
  };
  /** What another process finds: values by key, and what it is told. */
  const find = (...starts: number[]) => {
    const cache = activationCache({ folder });
    const store = cache.open('a');
    const found = starts.map((start) => store.get(`text ${start}`)?.[0]);
    const notices = [...store.takeNotices(), ...store.takeNotices()];
    cache.close();
    return { found, notices };
  };

  it('is found again by another process, also beyond the memory', () => {
    const cache = activationCache({ folder, memory: 16 });
    const store = cache.open('a');
    store.put(entries(1, 2, 3));
    expect([1, 2, 3].map((key) => store.get(`text ${key}`))).toEqual([values(1), values(2), values(3)]);
    store.put(entries(3, 4));
    cache.close();
    expect(find(1, 2, 3, 4, 5)).toEqual({ found: [1, 2, 3, 4, undefined], notices: [] });
    fill(6);
    expect(find(4, 6).found).toEqual([4, 6]);
  });

  it('writes what it has once', () => {
    fill(1, 2);
    const { size } = statSync(path());
    fill(1, 2);
    expect(statSync(path()).size).toBe(size);
  });

  it.each([1, 15, 17, 25, 37])(
    'that was cut short by %i bytes keeps its whole records, and says so once',
    (cut) => {
      fill(1, 2, 3);
      truncateSync(path(), statSync(path()).size - cut);
      const { found, notices } = find(1, 2, 3);
      expect(found).toEqual([1, 2, undefined]);
      expect(notices).toEqual([
        `The cache file '${path()}' was cut short or damaged: its whole records are kept, the others computed anew.`,
      ]);
      fill(3);
      expect(find(1, 2, 3)).toEqual({ found: [1, 2, 3], notices: [] });
    },
  );

  it('whose numbers were damaged leaves out the record, says so once, and is mended', () => {
    fill(1, 2, 3);
    const bytes = readFileSync(path());
    const place = bytes.indexOf(Buffer.from(values(2).buffer));
    bytes[place + 5] = (bytes[place + 5] as number) ^ 1;
    writeFileSync(path(), bytes);
    const { found, notices } = find(1, 2, 3, 2);
    expect(found).toEqual([1, undefined, 3, undefined]);
    expect(notices).toEqual([
      `The cache file '${path()}' was damaged: what cannot be read is computed anew.`,
    ]);
    const cache = activationCache({ folder });
    const store = cache.open('a');
    store.get('text 2');
    store.put(entries(2));
    expect(store.get('text 2')).toEqual(values(2));
    cache.close();
    expect(find(1, 2, 3).found).toEqual([1, 2, 3]);
  });

  it('of another encoder is made anew', () => {
    const cache = activationCache({ folder });
    cache.open('b').put(entries(1));
    cache.close();
    writeFileSync(path(), readFileSync(join(folder, 'b.states')));
    const { found, notices } = find(1);
    expect(found).toEqual([undefined]);
    expect(notices).toEqual([
      `The cache file '${path()}' was not one of this encoder, or its beginning was damaged: it is made anew.`,
    ]);
    expect(find(1).notices).toEqual([]);
  });

  it('is read by others while one writes, and taken over from a dead process', () => {
    fill(1);
    const writer = activationCache({ folder });
    writer.open('a').put(entries(2));
    const reader = activationCache({ folder });
    const store = reader.open('a');
    expect([store.get('text 1')?.[0], store.get('text 2')?.[0]]).toEqual([1, 2]);
    expect(store.takeNotices()[0]).toContain('is being written by another run');
    store.put(entries(3));
    expect(store.get('text 3')).toEqual(values(3));
    reader.close();
    writer.close();
    expect(existsSync(`${path()}.lock`)).toBe(false);
    expect(find(3).found).toEqual([undefined]);
    writeFileSync(`${path()}.lock`, `${hostname()} ${spawnSync(process.execPath, ['-e', '']).pid}`);
    fill(3);
    expect(find(3).found).toEqual([3]);
    rmSync(`${path()}.lock`, { force: true });
    expect(readdirSync(folder)).toEqual(['a.states']);
  });

  it.runIf(existsSync('/dev/full'))(
    'on a full disk stops growing, says so once, and goes on in memory',
    async () => {
      const { RecordFile } = await import('./record-file.js');
      const file = new RecordFile('/dev/full', 'title', { release: () => {} });
      file.put(entries(1));
      file.put(entries(2));
      expect(file.get('text 1')).toBeUndefined();
      const notices = file.takeNotices();
      expect(notices).toHaveLength(1);
      expect(notices[0]).toMatch(/takes no more \(ENOSPC.*\): what it lacks is kept in memory alone/);
      file.close();
    },
  );
});
