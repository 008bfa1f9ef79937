import * as tf from '@tensorflow/tfjs';
import { TomoniError } from '@tomoni/spec';
import { activate } from '../activate.js';
import type { EngineOptions, StartedEngine } from '../engine.js';
import { expandBatches } from '../kernels/expand-batches.js';
import { importOptional } from '../optional-package.js';
import { withNavigator } from './browser-surroundings.js';
import { reportFailures } from './failures.js';
import type { BackendPackage, DawnPackage, Gpu, GpuAdapter, GpuDevice, GpuLimits } from './gpu.js';
import { mendEmptySum } from './kernels/empty-sum.js';
import { orderSums } from './kernels/ordered-sums.js';
import { mendReverseScans } from './kernels/reverse-scans.js';
import { mendWholeNumbers } from './kernels/whole-numbers.js';
import { guardBuffers, type MemoryGuard } from './memory-guard.js';
import { refuseSyncReads } from './refuse-sync-reads.js';

const INSTALL = 'Install it with: npm install webgpu@0.6.2 @tensorflow/tfjs-backend-webgpu@4.22.0';

interface Running {
  /** Held, for Dawn ends with the objects that stand for it. */
  readonly dawn: readonly [Gpu, GpuAdapter];
  readonly memory: MemoryGuard;
  readonly started: StartedEngine;
}

let running: Running | undefined;

/** Starts the webgpu backend on Dawn, or takes up the one that runs already. */
export async function startWebgpu({ memoryLimit }: EngineOptions): Promise<StartedEngine> {
  running ??= await start();
  running.memory.limit = memoryLimit ?? Number.POSITIVE_INFINITY;
  await tf.setBackend('webgpu');
  return running.started;
}

async function start(): Promise<Running> {
  const dawn = (await importOptional('webgpu', INSTALL)) as DawnPackage;
  const gpu = dawn.create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null)
    throw new TomoniError({
      code: 'unavailable',
      what: 'The package webgpu finds no graphics processor that it can use.',
      remedy:
        'It needs a driver: Vulkan on Linux (libvulkan.so.1 and a driver for it), Direct3D 12 or Metal elsewhere.',
    });
  const device = await adapter.requestDevice({
    requiredFeatures: ['timestamp-query'].filter((feature) => adapter.features.has(feature)),
    requiredLimits: most(adapter.limits),
  });
  Object.assign(globalThis, dawn.globals);
  const { backend, version } = await withNavigator(gpu, () => createBackend(device, adapter));
  const memory = guardBuffers(backend.bufferManager, device.limits);
  reportFailures(backend, device);
  refuseSyncReads(backend);
  tf.registerBackend('webgpu', () => backend);
  try {
    expandBatches('webgpu');
    orderSums();
    mendReverseScans();
    mendEmptySum();
    mendWholeNumbers();
    await activate('webgpu', 'webgpu');
  } catch (error) {
    tf.removeBackend('webgpu');
    throw error;
  }
  const { device: name, description } = adapter.info;
  return {
    dawn: [gpu, adapter],
    memory,
    started: { threads: 1, device: `${name} (${description})`, version, notes: [] },
  };
}

async function createBackend(device: GpuDevice, { info }: GpuAdapter) {
  const package_ = await importOptional('@tensorflow/tfjs-backend-webgpu', INSTALL);
  const { WebGPUBackend } = package_ as BackendPackage;
  if (tf.findBackendFactory('webgpu') !== null) tf.removeBackend('webgpu');
  return { backend: new WebGPUBackend(device, info), version: tf.version_core };
}

/** The limits that the backend counts on, as far as this graphics processor goes. */
function most(limits: GpuLimits): GpuLimits {
  const {
    maxBufferSize,
    maxStorageBufferBindingSize,
    maxComputeWorkgroupStorageSize,
    maxComputeWorkgroupsPerDimension,
    maxComputeWorkgroupSizeX,
    maxComputeInvocationsPerWorkgroup,
  } = limits;
  return {
    maxBufferSize,
    maxStorageBufferBindingSize,
    maxComputeWorkgroupStorageSize,
    maxComputeWorkgroupsPerDimension,
    maxComputeWorkgroupSizeX,
    maxComputeInvocationsPerWorkgroup,
  };
}
