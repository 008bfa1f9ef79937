import { describe, expect, it } from 'vitest';
import { addressOptions } from './address.js';

describe('the address of a Redis server', () => {
  it.each([
    ['redis://127.0.0.1', { host: '127.0.0.1', port: 6379 }],
    [
      'rediss://ann:p%40ss@queue.example.org:6380/2',
      { host: 'queue.example.org', port: 6380, username: 'ann', password: 'p@ss', db: 2, tls: {} },
    ],
    ['redis://[::1]:7000', { host: '::1', port: 7000 }],
  ])('is read from %s', (url, options) => {
    expect(addressOptions(url)).toEqual(options);
  });

  it('has defaults', () => {
    expect(addressOptions()).toEqual({ host: '127.0.0.1', port: 6379 });
    expect(addressOptions({ host: 'queue', tls: true })).toEqual({ host: 'queue', port: 6379, tls: {} });
  });

  it.each(['127.0.0.1:6379', 'http://127.0.0.1', 'redis://queue/name', ''])('is not %j', (text) => {
    expect(() => addressOptions(text)).toThrow('is not the address of a Redis server');
  });
});
