import type { TrainingEvent } from '@tomoni/spec';
import cliProgress from 'cli-progress';
import type { Callback } from '../run/fit-options.js';
import { durationText, endText, lossesText, validationText } from './event-text.js';
import { followRun, type RunProgress } from './run-progress.js';

/** One bar on the terminal's last line. It hides no cursor and turns off no line wrapping, so that a killed process leaves nothing to restore. */
interface Bar {
  update(done: number, text: string): void;
  /** Prints a line above the bar. */
  print(line: string): void;
  stop(): void;
}

interface BarOptions {
  readonly label: string;
  readonly total: number;
  readonly done: number;
  /** Whether the bar is wiped off when it is full. */
  readonly passing: boolean;
}

function startBar(stream: NodeJS.WriteStream, { label, total, done, passing }: BarOptions): Bar {
  const bars = new cliProgress.MultiBar({
    stream,
    clearOnComplete: passing,
    format: '{label} {bar} {percentage} % {text}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: false,
    linewrap: true,
  });
  const bar = bars.create(total, done, { label, text: '' });
  bars.update();
  return {
    update: (value, text) => bar.update(value, { label, text }),
    print: (line) => bars.log(`${line}\n`),
    stop: () => {
      bars.update();
      bars.stop();
    },
  };
}

/** Progress as a bar: one for each phase of the preparation, one for the training. */
export function terminalProgress(stream: NodeJS.WriteStream): Callback {
  let bar: Bar | undefined;
  let phase = '';
  let run: RunProgress | undefined;
  let validation: string | undefined;
  const close = () => {
    bar?.stop();
    bar = undefined;
    phase = '';
  };
  const print = (line: string) => (bar ? bar.print(line) : stream.write(`${line}\n`));

  return (event: TrainingEvent) => {
    switch (event.type) {
      case 'preparation':
        if (event.what !== phase) {
          close();
          bar = startBar(stream, { label: event.what, total: event.total, done: event.done, passing: true });
          phase = event.what;
        }
        bar?.update(event.done, `${event.done} of ${event.total}`);
        if (event.done >= event.total) close();
        break;
      case 'start':
        close();
        run = followRun(event);
        validation = undefined;
        bar = startBar(stream, { label: 'training', total: run.total, done: event.step, passing: false });
        break;
      case 'notice':
        print(event.message);
        break;
      case 'task-stop':
        print(`task '${event.task}' is no longer trained: ${event.reason}`);
        break;
      case 'step': {
        if (!run) break;
        run.add(event);
        const left = run.secondsLeft();
        bar?.update(
          event.step,
          [
            `epoch ${event.epoch + 1} of ${run.epochs}`,
            ...(left === undefined ? [] : [`${durationText(left)} left`]),
            `train ${lossesText(run.losses())}`,
            ...(validation === undefined ? [] : [validation]),
          ].join(' · '),
        );
        break;
      }
      case 'evaluation':
        validation = validationText(event.entry);
        break;
      case 'failure':
        close();
        break;
      case 'end':
        close();
        stream.write(`${endText(event)}\n`);
        break;
    }
  };
}
