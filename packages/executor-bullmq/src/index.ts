export { type BullmqOptions, bullmq } from './bullmq.js';
export type { RedisAddress } from './redis/address.js';
export { type BullmqWorker, type BullmqWorkerOptions, bullmqWorker } from './worker/worker.js';
