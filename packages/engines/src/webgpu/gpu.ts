import type { DataType, KernelBackend, TensorInfo } from '@tensorflow/tfjs';

/** The entry point of WebGPU: what `navigator.gpu` is in a browser. */
export interface Gpu {
  requestAdapter(options: { readonly powerPreference: 'high-performance' }): Promise<GpuAdapter | null>;
}

/** A graphics processor with its driver. */
export interface GpuAdapter {
  readonly features: { has(feature: string): boolean };
  readonly limits: GpuLimits;
  readonly info: { readonly vendor: string; readonly device: string; readonly description: string };
  requestDevice(descriptor: {
    readonly requiredFeatures: readonly string[];
    readonly requiredLimits: Partial<GpuLimits>;
  }): Promise<GpuDevice>;
}

/** What a device can take; sizes are in bytes. */
export interface GpuLimits {
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
  readonly maxComputeWorkgroupStorageSize: number;
  readonly maxComputeWorkgroupsPerDimension: number;
  readonly maxComputeWorkgroupSizeX: number;
  readonly maxComputeInvocationsPerWorkgroup: number;
}

/** An open connection to a graphics processor. */
export interface GpuDevice {
  readonly limits: GpuLimits;
  readonly lost: Promise<{ readonly message: string }>;
  addEventListener(
    type: 'uncapturederror',
    listener: (event: { readonly error: { readonly message: string } }) => void,
  ): void;
}

/** The package `webgpu`. */
export interface DawnPackage {
  readonly globals: Readonly<Record<string, unknown>>;
  create(options: readonly string[]): Gpu;
}

/** Memory on the graphics processor, as the backend keeps account of it. */
export interface BufferManager {
  numBytesAllocated: number;
  numFreeBuffers: number;
  readonly freeBuffers: Map<string, { readonly size: number; destroy(): void }[]>;
  acquireBuffer(size: number, usage: number, ...rest: readonly boolean[]): object;
}

/** The backend of tfjs-backend-webgpu. */
export interface WebgpuBackend extends KernelBackend {
  readonly bufferManager: BufferManager;
  /** Where the values of a storage are: `resource` is the buffer on the graphics processor, if any. */
  readonly tensorMap: { get(dataId: object): { readonly resource?: object | null } };
  runWebGPUProgram(
    program: GpuProgram,
    inputs: readonly TensorInfo[],
    dtype: DataType,
    uniforms: readonly { readonly type: string; readonly data: readonly number[] }[],
    output: TensorInfo,
  ): TensorInfo;
}

/** A computation in WGSL; the backend adds `getX(…)`, `setOutputAtIndex(…)` and the like to its code. */
export interface GpuProgram {
  readonly variableNames: readonly string[];
  readonly uniforms: string;
  readonly outputShape: readonly number[];
  readonly workgroupSize: readonly [number, number, number];
  readonly dispatchLayout: { readonly x: readonly number[] };
  dispatch: readonly [number, number, number];
  shaderKey: string;
  getUserCode(): string;
}

/** The package `@tensorflow/tfjs-backend-webgpu`. */
export interface BackendPackage {
  readonly WebGPUBackend: new (device: GpuDevice, info: GpuAdapter['info']) => WebgpuBackend;
}
