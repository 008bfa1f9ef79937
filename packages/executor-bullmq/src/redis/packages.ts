import { TomoniError } from '@tomoni/spec';

/** Imports BullMQ. @throws TomoniError `unavailable` where it is not installed */
export async function loadBullmq(): Promise<typeof import('bullmq')> {
  return installed('bullmq', import('bullmq'));
}

/** Imports the client of Redis. @throws TomoniError `unavailable` where it is not installed */
export async function loadRedis(): Promise<Pick<typeof import('ioredis'), 'Redis'>> {
  return installed('ioredis', import('ioredis'));
}

async function installed<T>(name: string, module: Promise<T>): Promise<T> {
  try {
    return await module;
  } catch (cause) {
    const [reason = ''] = String(cause instanceof Error ? cause.message : cause).split('\n', 1);
    throw new TomoniError({
      code: 'unavailable',
      what: `${name} cannot be loaded: ${reason}`,
      remedy: 'Install it with: npm install bullmq@6.7.0 ioredis@5.11.1.',
      cause,
    });
  }
}
