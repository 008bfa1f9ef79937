import { TomoniError } from '@tomoni/spec';

/** Where a Redis server is: a URL such as `redis://user:password@host:6379/0` (`rediss:` for TLS), or its parts. */
export type RedisAddress =
  | string
  | {
      /** Default: `'127.0.0.1'`. */
      readonly host?: string;
      /** Default: 6379. */
      readonly port?: number;
      readonly username?: string;
      readonly password?: string;
      /** Number of the database. Default: 0. */
      readonly db?: number;
      /** Whether the connection is encrypted. Default: no. */
      readonly tls?: boolean;
    };

/** An address as the client of Redis takes it. */
export interface AddressOptions {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly db?: number;
  readonly tls?: Record<string, never>;
}

/** @throws TomoniError `invalid-argument` for what is not the address of a Redis server */
export function addressOptions(address: RedisAddress = {}): AddressOptions {
  if (typeof address === 'string') return fromUrl(address);
  const { host = '127.0.0.1', port = 6379, tls = false, ...rest } = address;
  return { host, port, ...rest, ...(tls && { tls: {} }) };
}

function fromUrl(text: string): AddressOptions {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const path = /^\/?(\d*)$/.exec(url?.pathname ?? '');
  if (url === undefined || path === null || !['redis:', 'rediss:'].includes(url.protocol))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `'${text}' is not the address of a Redis server.`,
      remedy: "Give a URL such as 'redis://127.0.0.1:6379', or an object with host and port.",
    });
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1') || '127.0.0.1',
    port: Number(url.port || 6379),
    ...(url.username !== '' && { username: decodeURIComponent(url.username) }),
    ...(url.password !== '' && { password: decodeURIComponent(url.password) }),
    ...(path[1] !== '' && { db: Number(path[1]) }),
    ...(url.protocol === 'rediss:' && { tls: {} }),
  };
}
