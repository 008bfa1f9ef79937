export {
  OnnxRuntimeError,
  type OnnxRuntimeErrorCode,
  type OnnxRuntimeErrorDetails,
} from './errors/onnxruntime-error.js';
export { currentDevice, currentThreads, type Device, setDevice, setThreads } from './runtime/settings.js';
