// What BullMQ loads into the process that a worker starts for its trials.
export { processTrial as default } from '../dist/worker/processor.js';
