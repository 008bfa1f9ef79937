import * as tf from '@tensorflow/tfjs';

/** Whether a tape is recording, so that a gradient may be asked for. */
export function isRecording(): boolean {
  return Boolean(tf.engine().state.activeTape);
}
