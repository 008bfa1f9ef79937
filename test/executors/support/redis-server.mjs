import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.mjs';
import { installed } from './installed.mjs';
import { startProcess, until } from './server.mjs';

/** Why no Redis server can be started here; `undefined` where one can. */
export function redisMissing() {
  return installed('redis-server') === undefined
    ? 'redis-server not installed: apt-get install redis-server'
    : undefined;
}

/**
 * Starts a Redis server in a temporary folder, on a port of its own.
 *
 * @param {{ appendOnly?: boolean, settings?: string[] }} [options] `appendOnly`: whether it logs its changes
 */
export async function startRedis({ appendOnly = true, settings = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tomoni-redis-'));
  const log = join(folder, 'redis.log');
  const data = join(folder, 'data');
  const [port] = await freePorts(1);
  mkdirSync(data);
  const start = async () => {
    const append = ['--appendonly', appendOnly ? 'yes' : 'no', '--save', ''];
    const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', data];
    const server = startProcess(installed('redis-server'), [...place, ...append, ...settings], { log });
    try {
      await until(() => answers(port), 'Redis did not answer', log);
    } catch (error) {
      await server.stop('SIGKILL');
      throw error;
    }
    return server;
  };
  let server = await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    log,
    kill: () => server.stop('SIGKILL'),
    async start() {
      server = await start();
    },
    async stop() {
      await server.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether the server takes commands: it does not while it reads its log, and asks for a password where it has one. */
function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(/^(\+PONG|-NOAUTH)/.test(data.toString()));
    });
    socket.once('error', () => resolve(false));
  });
}
