import { TomoniError } from '@tomoni/spec';
import type { Redis } from 'ioredis';
import { addressOptions, type RedisAddress } from './address.js';
import { loadRedis } from './packages.js';

/** Milliseconds that Redis may take to answer at first. */
const patience = 5_000;

/** A connection that is made anew whenever it breaks. */
export interface RedisLink {
  readonly redis: Redis;
  /** Ends this connection and all copies of it, also those that are just being made anew. */
  end(): void;
}

/**
 * Connects to Redis. Once that has worked, a connection that breaks is made anew for as long as it takes, and commands wait
 * for it.
 *
 * @throws TomoniError `unavailable` within seconds where Redis does not answer or refuses the password
 */
export async function connectRedis(address: RedisAddress | undefined): Promise<RedisLink> {
  const options = addressOptions(address);
  const { Redis } = await loadRedis();
  let wanted = false;
  let reason: Error | undefined;
  const redis = new Redis({
    ...options,
    lazyConnect: true,
    connectTimeout: patience,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (wanted ? Math.min(times * 100, 2_000) : null),
  });
  redis.on('error', (error: Error) => {
    reason = error;
  });
  try {
    await within(redis.connect().then(() => redis.ping()));
  } catch (cause) {
    redis.disconnect();
    throw unreachable(`${options.host}:${options.port}`, reason ?? cause);
  }
  wanted = true;
  return {
    redis,
    end() {
      wanted = false;
      redis.disconnect();
    },
  };
}

async function within<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${patience / 1000} seconds`)), patience + 1_000);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function unreachable(place: string, cause: unknown): TomoniError {
  const message = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '');
  return new TomoniError({
    code: 'unavailable',
    what: `Redis at ${place} cannot be used: ${message}.`,
    remedy:
      'Start it (redis-server --appendonly yes), or correct the address and the password in the connection.',
    cause,
  });
}

/** What endangers the jobs in this Redis, in a sentence; `undefined` where nothing does. */
export async function redisWarning(redis: Redis): Promise<string | undefined> {
  try {
    const text = `${await redis.info('persistence')}\n${await redis.info('memory')}`;
    if (/^aof_enabled:0/m.test(text))
      return 'Redis keeps no log of its changes: where it is restarted, trials under way are run again. Start it with --appendonly yes.';
    const policy = /^maxmemory_policy:(\S+)/m.exec(text)?.[1];
    if (policy !== undefined && policy !== 'noeviction')
      return `Redis may drop jobs when its memory is full (maxmemory-policy ${policy}). Start it with --maxmemory-policy noeviction.`;
  } catch {
    // A server that does not let us ask.
  }
  return undefined;
}
