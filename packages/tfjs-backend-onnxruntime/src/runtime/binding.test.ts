import { describe, expect, it } from 'vitest';
import { OnnxRuntimeError } from '../errors/onnxruntime-error.js';
import { loadBinding, nativeBinding, ONNXRUNTIME_VERSION, onnxRuntimeVersion } from './binding.js';

function requireOf(modules: Readonly<Record<string, unknown>>) {
  return (id: string) => {
    if (id in modules) return modules[id];
    throw new Error(`Cannot find module '${id}'`);
  };
}

function refusal(modules: Readonly<Record<string, unknown>>): string {
  try {
    loadBinding(requireOf(modules));
  } catch (error) {
    if (error instanceof OnnxRuntimeError && error.code === 'unavailable') return error.message;
  }
  throw new Error('It was not refused.');
}

describe('nativeBinding', () => {
  it('is loaded once, and brings along cpu and webgpu', () => {
    const binding = nativeBinding();
    expect(nativeBinding()).toBe(binding);
    expect(onnxRuntimeVersion()).toBe(ONNXRUNTIME_VERSION);
    const names = binding.listSupportedBackends().filter(({ bundled }) => bundled);
    expect(names.map(({ name }) => name)).toEqual(expect.arrayContaining(['cpu', 'webgpu']));
  });

  it('says that onnxruntime-node is missing, and how to install it', () => {
    expect(refusal({})).toBe(
      'The package onnxruntime-node is not installed. Install it with "ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@1.30.0".',
    );
  });

  it('says that it has another version', () => {
    expect(refusal({ 'onnxruntime-node/package.json': { version: '1.31.0' } })).toMatch(
      /works with onnxruntime-node 1\.30\.0, but 1\.31\.0 is installed\. Install it with/,
    );
  });

  it('says that it does not load, or looks different inside', () => {
    const installed = { 'onnxruntime-node/package.json': { version: ONNXRUNTIME_VERSION } };
    expect(refusal(installed)).toMatch(/does not load on .*: Cannot find module/);
    expect(refusal({ ...installed, 'onnxruntime-node/dist/binding.js': { binding: {} } })).toMatch(
      /exports no binding and initOrt/,
    );
  });
});
