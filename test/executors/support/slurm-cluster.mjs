import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { freePorts } from './free-ports.mjs';
import { installed } from './installed.mjs';
import { killProcess, startProcess, until } from './server.mjs';

const programs = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'squeue', 'scancel', 'scontrol'];

/** Why no cluster can be started here; `undefined` where one can. */
export function slurmMissing() {
  if (process.platform !== 'linux') return 'Slurm runs on Linux alone';
  const missing = programs.filter((program) => installed(program) === undefined);
  if (missing.length > 0) return `${missing.join(', ')} not installed: apt-get install slurm-wlm munge`;
  return userInfo().uid === 0 ? undefined : 'slurmd needs root to start tasks';
}

/**
 * Starts a cluster of one node in a temporary folder, on ports of its own, with a key of its own.
 *
 * @param {{ cpus?: number, settings?: string[] }} [options] `settings`: further lines of `slurm.conf`
 */
export async function startCluster({ cpus = 4, settings = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tomoni-slurm-'));
  const socket = join(folder, 'munge.socket');
  const configuration = join(folder, 'slurm.conf');
  const [controllerPort, nodePort] = await freePorts(2);
  const bin = dirname(installed('sbatch'));
  const env = { ...process.env, SLURM_CONF: configuration, PATH: `${bin}:${process.env.PATH}` };
  for (const name of ['state', 'spool', 'log']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'munge.key'), randomBytes(128), { mode: 0o400 });
  writeFileSync(configuration, configurationOf({ folder, socket, controllerPort, nodePort, cpus, settings }));
  const log = (name) => join(folder, 'log', `${name}.log`);
  const start = {
    munge: () =>
      startProcess(
        installed('munged'),
        [
          '--foreground',
          '--force',
          `--key-file=${folder}/munge.key`,
          `--socket=${socket}`,
          `--pid-file=${folder}/munge.pid`,
          `--seed-file=${folder}/munge.seed`,
          `--log-file=${log('munged')}`,
        ],
        { log: log('munge') },
      ),
    controller: () => startProcess(installed('slurmctld'), ['-D', '-i'], { log: log('slurmctld'), env }),
    node: () => startProcess(installed('slurmd'), ['-D'], { log: log('slurmd'), env }),
  };
  const servers = { munge: start.munge(), controller: start.controller(), node: start.node() };
  const run = (program, ...args) => execFileSync(program, args, { env, encoding: 'utf8', stdio: 'pipe' });
  const isReady = () => {
    try {
      return run('sinfo', '--noheader', '--format=%T').trim() === 'idle';
    } catch {
      return false;
    }
  };
  const cluster = {
    folder,
    env,
    run,
    log,
    /** Kills a server and starts it again: `'controller'` or `'node'`. */
    async restart(name, pause = 0) {
      await servers[name].stop('SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, pause));
      servers[name] = start[name]();
    },
    taskProcesses: () => taskProcesses(run),
    stopServer: (name, signal) => servers[name].stop(signal),
    startServer(name) {
      servers[name] = start[name]();
    },
    async stop() {
      for (const id of taskProcesses(run)) killProcess(id);
      await servers.node.stop('SIGTERM');
      await servers.controller.stop('SIGKILL');
      await servers.munge.stop('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await until(isReady, 'The cluster was not ready', log('slurmctld'));
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

/** Ids of the processes that hold the cluster's tasks. */
function taskProcesses(run) {
  try {
    const lines = run('scontrol', 'listpids').trim().split('\n').slice(1);
    return lines.map((line) => Number(line.trim().split(/\s+/)[0])).filter((id) => id > 1);
  } catch {
    return [];
  }
}

function configurationOf({ folder, socket, controllerPort, nodePort, cpus, settings }) {
  const user = userInfo().username;
  const lines = [
    'ClusterName=tomoni',
    `SlurmctldHost=${hostname()}(127.0.0.1)`,
    `SlurmctldPort=${controllerPort}`,
    `SlurmdPort=${nodePort}`,
    'AuthType=auth/munge',
    `AuthInfo=socket=${socket}`,
    'CredType=cred/munge',
    `SlurmUser=${user}`,
    `SlurmdUser=${user}`,
    `StateSaveLocation=${folder}/state`,
    `SlurmdSpoolDir=${folder}/spool`,
    `SlurmctldPidFile=${folder}/slurmctld.pid`,
    `SlurmdPidFile=${folder}/slurmd.pid`,
    'ProctrackType=proctrack/linuxproc',
    'TaskPlugin=task/none',
    'SelectType=select/cons_tres',
    'SelectTypeParameters=CR_Core',
    'SlurmdParameters=config_overrides',
    'ReturnToService=2',
    'MpiDefault=none',
    'AccountingStorageType=accounting_storage/none',
    'JobAcctGatherType=jobacct_gather/none',
    'SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0,bf_interval=1',
    'KillWait=1',
    'SlurmctldTimeout=10',
    'SlurmdTimeout=10',
    'MessageTimeout=5',
    `NodeName=${hostname()} NodeAddr=127.0.0.1 CPUs=${cpus} State=UNKNOWN`,
    `PartitionName=main Nodes=${hostname()} Default=YES MaxTime=INFINITE State=UP`,
    ...settings,
  ];
  return `${lines.join('\n')}\n`;
}
