import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleSuite } from './fixtures/bundle-suite.mjs';
import { vulkanEnvironment } from './fixtures/software-vulkan.js';

const runner = fileURLToPath(new URL('./fixtures/run-suite.mjs', import.meta.url));

/**
 * How many tests of tfjs-core 4.22 pass on `cpu`, in Node, where 5 more are pending. Two of them are for a backend
 * named `cpu` alone ("Switching cpu backends"), and leave themselves out on any other.
 */
const PASSING = 4227;
const FOR_CPU_ALONE = 2;

/** How many tests are about `matMul`. */
const MATMUL = 61;

/** Tests that pass on `cpu` and fail here, each with the reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {};

interface Outcome {
  readonly overallStatus: string;
  readonly passed: number;
  readonly failed: readonly string[];
}

describe('the tests of tfjs-core', () => {
  let bundle: string;

  beforeAll(async () => {
    bundle = await bundleSuite();
  }, 120_000);

  afterAll(() => rm(path.dirname(bundle), { recursive: true }));

  const run = async (way: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Outcome> => {
    const { stdout } = await promisify(execFile)(process.execPath, [runner, bundle, 'onnxruntime', ...way], {
      env: { ...process.env, ...environment },
      maxBuffer: 2 ** 26,
    });
    return JSON.parse(stdout.trim().split('\n').at(-1) as string) as Outcome;
  };

  const unexplained = ({ failed }: Outcome) =>
    failed.filter((test) => !Object.keys(EXCEPTIONS).some((name) => test.startsWith(name)));

  it('pass on onnxruntime wherever they pass on cpu, with the break-even sizes that are set', async () => {
    const outcome = await run([]);
    expect(unexplained(outcome)).toEqual([]);
    expect(outcome.passed).toBe(PASSING - FOR_CPU_ALONE - Object.keys(EXCEPTIONS).length);
  }, 240_000);

  it('pass as well where ONNX Runtime computes whatever it can, however small', async () => {
    const outcome = await run(['native']);
    expect(unexplained(outcome)).toEqual([]);
    expect(outcome.passed).toBe(PASSING - FOR_CPU_ALONE - Object.keys(EXCEPTIONS).length);
  }, 240_000);

  const vulkan = vulkanEnvironment();

  it.runIf(vulkan !== undefined)(
    'of matMul pass on the device webgpu (left out where neither VK_ICD_FILENAMES nor Chromium has a Vulkan driver)',
    async () => {
      const outcome = await run(['native', 'webgpu', 'matmul'], vulkan);
      expect(outcome.failed).toEqual([]);
      expect(outcome.passed).toBe(MATMUL);
    },
    240_000,
  );
});
