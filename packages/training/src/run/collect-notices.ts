import type { TrainingEvent } from '@tomoni/spec';

/** The return value of a generator whose events nobody listens to, with the notices among them. */
export async function collectNotices<T>(
  events: AsyncGenerator<TrainingEvent, T>,
): Promise<{ readonly result: T; readonly notices: string[] }> {
  const notices: string[] = [];
  for (;;) {
    const next = await events.next();
    if (next.done) return { result: next.value, notices };
    if (next.value.type === 'notice') notices.push(next.value.message);
  }
}
