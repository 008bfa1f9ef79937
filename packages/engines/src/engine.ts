/** How an engine is started. Each engine takes some of these options and refuses the others. */
export interface EngineOptions {
  /** Threads that compute. Default: what the engine does best with on this machine. */
  readonly threads?: number;
  /** Where `onnxruntime` computes. Default `cpu`. */
  readonly device?: 'cpu' | 'webgpu';
  /** Most bytes that tensors may take, for engines with a memory of their own. Default: all that the engine can address. */
  readonly memoryLimit?: number;
}

/** What is known of an engine once it runs. */
export interface StartedEngine {
  /** Threads that compute on this machine's processor. */
  readonly threads: number;
  /** What computes, in words: a kind of processor, or the name of a graphics processor. */
  readonly device: string;
  /** Version of the package that computes. */
  readonly version: string;
  /** Sentences about what could not be had as asked. */
  readonly notes: readonly string[];
}

/** One way of running TensorFlow.js. */
export interface Engine<Name extends string = string> {
  readonly name: Name;
  /** The options that it takes. */
  readonly takes: readonly (keyof EngineOptions)[];
  /**
   * Loads the engine and makes it the backend of TensorFlow.js.
   *
   * @throws TomoniError `unavailable` where it does not start here, `invalid-argument` where it cannot take the options
   */
  start(options: EngineOptions): Promise<StartedEngine>;
}
