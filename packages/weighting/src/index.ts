export { equal } from './losses/equal.js';
export { formula } from './losses/formula.js';
export { lambdas } from './losses/lambdas.js';
export { ratio } from './losses/ratio.js';
export { scheduled } from './losses/scheduled.js';
export { exponentialWeight } from './schedules/exponential-weight.js';
export { linearWeight, type WeightCourse } from './schedules/linear-weight.js';
export { stepwiseWeight } from './schedules/stepwise-weight.js';
export type { ScheduledWeight, WeightSchedule } from './schedules/weight-schedule.js';
