import { killProcess } from './server.mjs';
import { startCluster } from './slurm-cluster.mjs';

/** A cluster on which studies are disturbed. */
export async function slurmStage() {
  const cluster = await startCluster({ cpus: 4 });
  return {
    executor: 'slurm',
    options: { pollSeconds: 0.3, graceSeconds: 1, trialsPerTask: 10, retries: 100 },
    env: cluster.env,
    beginRound: async () => undefined,
    endRound: async () => undefined,
    stop: () => cluster.stop(),
    disturbances: {
      async 'a task is killed'(rng) {
        const pids = cluster.taskProcesses();
        if (pids.length > 0) killProcess(pids[rng.integer(pids.length)]);
      },
      async 'a task is cancelled'(rng) {
        const tasks = running(cluster);
        if (tasks.length > 0) cluster.run('scancel', tasks[rng.integer(tasks.length)]);
      },
      'the controller is killed': (rng) => cluster.restart('controller', rng.integer(1_000)),
      'the node is killed': (rng) => cluster.restart('node', rng.integer(1_000)),
    },
  };
}

function running(cluster) {
  try {
    const text = cluster.run('squeue', '--noheader', '--array', '--states=RUNNING', '--format=%F_%K');
    return text.trim().split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
