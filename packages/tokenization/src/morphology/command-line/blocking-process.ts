import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { type Command, type Death, deathError, endOfAnswer } from './command.js';

/** What the thread that speaks with the program is given. */
interface Assignment extends Pick<Command, 'program' | 'arguments' | 'environment'> {
  readonly end: string;
  /** 0 while an answer is owed. */
  readonly answered: Int32Array;
  readonly port: MessagePort;
}

/** An answer's lines, or how the program has died over it. */
type Reply = { readonly lines: readonly string[] } | { readonly death: Death };

/** A program that is asked lines, each answer waited for without giving way to anything else. */
export interface BlockingProcess {
  /**
   * The answer to a line.
   *
   * @throws TomoniError `unavailable` where the program is not there, or dies over the line twice
   */
  ask(line: string): readonly string[];
  /** Ends the program; it is started again when asked again. */
  close(): void;
}

/**
 * A program for tokenizers, which encode a text at once. It is started when it is first asked, beside a thread of its own,
 * which sleeps while nothing is asked and does not keep this process alive.
 */
export function blockingProcess(command: Command): BlockingProcess {
  let speaker: Speaker | undefined;
  return {
    ask(line) {
      speaker ??= startSpeaker(command);
      const reply = speaker.ask(line);
      if ('lines' in reply) return reply.lines;
      const again = reply.death.missing ? reply : speaker.ask(line);
      if ('lines' in again) return again.lines;
      throw deathError(command, again.death, line);
    },
    close() {
      speaker?.end();
      speaker = undefined;
    },
  };
}

/** A thread that speaks with the program. */
interface Speaker {
  ask(line: string): Reply;
  end(): void;
}

function startSpeaker(command: Command): Speaker {
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const { port1: port, port2 } = new MessageChannel();
  const { program, arguments: parameters, environment } = command;
  const assignment: Assignment = {
    program,
    arguments: parameters,
    environment,
    end: endOfAnswer,
    answered,
    port: port2,
  };
  // The thread's code is given as text, so that it needs no file of its own beside this one, wherever this is bundled.
  const worker = new Worker(`(${speak})(require)`, {
    eval: true,
    workerData: assignment,
    transferList: [port2],
  });
  worker.unref();
  port.unref();
  return {
    ask(line) {
      Atomics.store(answered, 0, 0);
      port.postMessage(line);
      Atomics.wait(answered, 0, 0);
      return receiveMessageOnPort(port)?.message;
    },
    end: () => port.postMessage(null),
  };
}

/** What the thread does. It stands alone: nothing outside it is to be named in it. */
function speak(require: NodeJS.Require): void {
  const { spawn }: typeof import('node:child_process') = require('node:child_process');
  const { workerData }: typeof import('node:worker_threads') = require('node:worker_threads');
  const { program, arguments: parameters, environment, end, answered, port }: Assignment = workerData;
  let child: ReturnType<typeof start> | undefined;
  let lines: string[] = [];
  let rest = '';
  let complaint = '';
  let owed = false;

  function reply(message: Reply): void {
    if (!owed) return;
    owed = false;
    port.postMessage(message);
    Atomics.store(answered, 0, 1);
    Atomics.notify(answered, 0);
  }

  function start() {
    const started = spawn(program, parameters, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    const die = (reason: string, missing: boolean) => {
      if (child !== started) return;
      child = undefined;
      reply({ death: { reason, missing, complaint: complaint || rest || (lines.at(-1) ?? '') } });
    };
    [lines, rest, complaint] = [[], '', ''];
    started.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const read = (rest + chunk).split('\n');
      rest = read.pop() ?? '';
      for (const line of read) {
        if (line !== end) {
          lines.push(line);
          continue;
        }
        reply({ lines });
        lines = [];
      }
    });
    started.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      complaint = (complaint + chunk).slice(-500);
    });
    started.stdin.on('error', () => undefined);
    started.on('error', (error) => die(error.message, 'code' in error && error.code === 'ENOENT'));
    started.on('close', (code, signal) => die(signal ?? `exit code ${code}`, false));
    return started;
  }

  port.on('message', (line: string | null) => {
    if (line === null) {
      child?.stdin.end();
      port.close();
      return;
    }
    owed = true;
    child ??= start();
    child.stdin.write(`${line}\n`);
  });
}
