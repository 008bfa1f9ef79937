// What a task of a job array runs: node task.mjs <folder of the batch>
import { runTask } from '../dist/task/run-task.js';

await runTask(process.argv[2], process.env);
process.exit();
