export {
  OnnxRuntimeError,
  type OnnxRuntimeErrorCode,
  type OnnxRuntimeErrorDetails,
} from './errors/onnxruntime-error.js';
