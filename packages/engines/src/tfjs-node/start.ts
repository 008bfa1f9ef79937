import * as tf from '@tensorflow/tfjs';
import { TomoniError } from '@tomoni/spec';
import { activate } from '../activate.js';
import { defaultThreads } from '../default-threads.js';
import type { EngineOptions, StartedEngine } from '../engine.js';
import { explainExhaustion } from '../exhaustion.js';
import { importOptional } from '../optional-package.js';
import { restoreRemovedUtilities } from './removed-utilities.js';

let startedThreads: number | undefined;

/** Loads `@tensorflow/tfjs-node` or `@tensorflow/tfjs-node-gpu`, whose backend is called `tensorflow`, and tests it. */
export async function startTfjsNode(
  name: 'tfjs-node' | 'tfjs-node-gpu',
  { threads = startedThreads ?? defaultThreads() }: EngineOptions,
): Promise<StartedEngine> {
  if (startedThreads !== undefined && startedThreads !== threads)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The engine ${name} runs with ${startedThreads} threads already, and takes that number only when it starts.`,
      remedy: 'Give the number of threads with the first call, or use a process of its own.',
    });
  restoreRemovedUtilities();
  process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  const package_ = await importOptional(
    `@tensorflow/${name}`,
    `Install it with: npm install @tensorflow/${name}@4.22.0`,
  );
  explainExhaustion('tensorflow');
  await activate('tensorflow', name);
  startedThreads = threads;
  return { threads, device: 'processor', version: versionOf(package_), notes: [] };
}

function versionOf(package_: unknown): string {
  const { version } = package_ as { version?: Record<string, string> };
  return version?.['tfjs-node'] ?? tf.version_core;
}
