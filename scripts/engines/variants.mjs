import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../lib/workspace.mjs';

/**
 * Every engine in every way of running it that is tested. `needs` says what else has to be there; `asItComes` names the
 * backend where it is tried alone too, without this library.
 */
export const variants = [
  { name: 'cpu', engine: 'cpu', asItComes: 'cpu', needs: [] },
  { name: 'wasm, 1 thread', engine: 'wasm', asItComes: 'wasm', options: { threads: 1 }, needs: [] },
  { name: 'wasm, 2 threads', engine: 'wasm', options: { threads: 2 }, needs: [] },
  { name: 'onnxruntime', engine: 'onnxruntime', asItComes: 'onnxruntime', needs: [] },
  {
    name: 'onnxruntime, device webgpu',
    engine: 'onnxruntime',
    options: { device: 'webgpu' },
    needs: ['vulkan'],
  },
  { name: 'webgpu', engine: 'webgpu', asItComes: 'webgpu', needs: ['vulkan'] },
  { name: 'tfjs-node', engine: 'tfjs-node', asItComes: 'tfjs-node', needs: ['tfjsNode'] },
  {
    name: 'tfjs-node on Node 24',
    engine: 'tfjs-node',
    asItComes: 'tfjs-node on Node 24',
    needs: ['tfjsNode', 'node24'],
  },
];

const requirements = {
  /** A Vulkan driver: the one of the system, one named in the environment, or the one that Chromium brings along. */
  vulkan() {
    const drivers = '/usr/share/vulkan/icd.d';
    if (process.env.VK_ICD_FILENAMES ?? process.env.VK_DRIVER_FILES) return {};
    if (existsSync(drivers) && readdirSync(drivers).length > 0) return {};
    const folder = ['/usr/lib/chromium', '/opt/google/chrome'].find((candidate) =>
      ['vk_swiftshader_icd.json', 'libvulkan.so.1'].every((file) => existsSync(`${candidate}/${file}`)),
    );
    return folder === undefined
      ? undefined
      : { env: { LD_LIBRARY_PATH: folder, VK_ICD_FILENAMES: `${folder}/vk_swiftshader_icd.json` } };
  },
  /** What packages/engines/scripts/build-tfjs-node.sh makes. */
  tfjsNode() {
    const modules = path.join(root, '.cache/tfjs-node/node_modules');
    return existsSync(`${modules}/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node`)
      ? { env: { NODE_PATH: modules } }
      : undefined;
  },
  /** What `npm install --prefix .cache/node-24 node@24` makes. */
  node24() {
    const node = path.join(root, '.cache/node-24/node_modules/.bin/node');
    return existsSync(node) ? { node } : undefined;
  },
};

const missing = {
  vulkan: 'there is no Vulkan driver',
  tfjsNode: 'tfjs-node is not built (packages/engines/scripts/build-tfjs-node.sh)',
  node24: 'Node 24 is not installed (npm install --prefix .cache/node-24 node@24)',
};

/**
 * What a variant runs in.
 *
 * @returns {{ node: string, env: Record<string, string>, missing?: string }} `missing` says why it cannot run here
 */
export function surroundings({ needs }) {
  const found = { node: process.execPath, env: {} };
  for (const need of needs) {
    const part = requirements[need]();
    if (part === undefined) return { ...found, missing: missing[need] };
    found.node = part.node ?? found.node;
    Object.assign(found.env, part.env);
  }
  return found;
}
