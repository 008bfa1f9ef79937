/** How an engine is started. */
export interface EngineOptions {
  /** Threads that compute. Default: what the engine does best with on this machine. */
  readonly threads?: number;
  /** Most bytes that tensors may take, for engines with a heap of their own (`wasm`). Default: all that the engine can address. */
  readonly memoryLimit?: number;
}

/** What is known of an engine once it runs. */
export interface StartedEngine {
  readonly threads: number;
  /** Version of the package that computes. */
  readonly version: string;
  /** Sentences about what could not be had as asked. */
  readonly notes: readonly string[];
}

/** One way of running TensorFlow.js. */
export interface Engine<Name extends string = string> {
  readonly name: Name;
  /**
   * Loads the engine and makes it the backend of TensorFlow.js.
   *
   * @throws TomoniError `unavailable` where it does not start here, `invalid-argument` where it cannot take the options
   */
  start(options: EngineOptions): Promise<StartedEngine>;
}
