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
    mend: () => resumeNode(cluster),
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

/**
 * Takes a drained node into service again, as those would who run the cluster: a controller that was killed before it saved
 * its state gives numbers of jobs out again, and Slurm drains the node that still knows them.
 */
function resumeNode(cluster) {
  try {
    const [node, state] = cluster.run('sinfo', '--noheader', '--Node', '--format=%N %T').trim().split(' ');
    if (/^(drain|draining|drained)/.test(state))
      cluster.run('scontrol', 'update', `NodeName=${node}`, 'State=RESUME');
  } catch {
    // The controller does not answer; the next call may find it again.
  }
}

function running(cluster) {
  try {
    const text = cluster.run('squeue', '--noheader', '--array', '--states=RUNNING', '--format=%F_%K');
    return text.trim().split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
