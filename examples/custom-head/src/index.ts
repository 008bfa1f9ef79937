export { type PoissonHead, type PoissonOptions, poisson } from './poisson.js';
export type { PoissonScores } from './poisson-meter.js';
