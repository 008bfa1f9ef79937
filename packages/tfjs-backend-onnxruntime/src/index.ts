import { registerOnnxRuntime } from './backend/register.js';

registerOnnxRuntime();

export {
  OnnxRuntimeError,
  type OnnxRuntimeErrorCode,
  type OnnxRuntimeErrorDetails,
} from './errors/onnxruntime-error.js';
export { onnxRuntimeVersion } from './runtime/binding.js';
export { currentDevice, currentThreads, type Device, setDevice, setThreads } from './runtime/settings.js';
