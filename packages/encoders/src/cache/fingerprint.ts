import { createHash } from 'node:crypto';
import { cpus, endianness } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import { currentEngine } from '@tomoni/engines';
import type { HostTensor } from '@tomoni/spec';

/** Changes whenever the same layers begin to be computed in another way. */
const version = 1;

/** Asked once: it takes the system milliseconds. */
let processor: string | undefined;

/** Hashes of weights, which do not change once they are loaded. */
const digests = new WeakMap<HostTensor, string>();

/**
 * A name for everything that the states of some layers depend on besides the text: their weights and configuration.
 *
 * @param description the configuration in words
 */
export function fingerprintOf(
  description: string,
  weights: ReadonlyMap<string, HostTensor>,
  engine: string,
): string {
  const sum = createHash('sha256');
  sum.update(JSON.stringify([version, description, engine]));
  for (const [name, tensor] of weights) sum.update(JSON.stringify([name, tensor.shape, digestOf(tensor)]));
  return sum.digest('hex');
}

/** What computes: backend, versions, threads and processor. Bits may differ wherever one of them does. */
export function describeEngine(): string {
  const backend = tf.getBackend();
  processor ??= cpus()[0]?.model;
  const engine = currentEngine();
  const started = engine?.name === backend || engine?.name.startsWith('tfjs-node') ? engine : undefined;
  return JSON.stringify([
    backend,
    tf.version_core,
    started?.name,
    started?.version,
    started?.threads,
    started?.device,
    processor,
    process.arch,
    endianness(),
  ]);
}

function digestOf(tensor: HostTensor): string {
  const known = digests.get(tensor);
  if (known !== undefined) return known;
  const digest = createHash('sha256').update(tensor.data).digest('base64url');
  digests.set(tensor, digest);
  return digest;
}
