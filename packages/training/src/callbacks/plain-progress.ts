import type { TrainingEvent } from '@tomoni/spec';
import type { Callback } from '../run/fit-options.js';
import { durationText, endText, lossesText, validationText } from './event-text.js';
import { followRun, type RunProgress } from './run-progress.js';

/** Seconds of silence after which what is under way is worth a line. */
const longSilence = 10;

/** Seconds of silence after which what is done is worth a line, so that short epochs do not fill the log. */
const shortSilence = 2;

/** Progress as lines of text, for logs: one per phase and notice, and some on how the training goes. */
export function plainProgress(write: (line: string) => void): Callback {
  let run: RunProgress | undefined;
  let spoken = performance.now();
  const say = (line: string) => {
    spoken = performance.now();
    write(line);
  };
  const silentFor = () => (performance.now() - spoken) / 1000;

  return (event: TrainingEvent) => {
    switch (event.type) {
      case 'preparation':
        if (silentFor() > (event.done < event.total ? longSilence : shortSilence))
          say(`${event.what}: ${event.done} of ${event.total}`);
        break;
      case 'start':
        run = followRun(event);
        say(
          `training ${event.tasks.join(', ')}: ${event.totalSteps} steps, ${event.stepsPerEpoch} per epoch` +
            (event.step > 0 ? `, going on from step ${event.step}` : ''),
        );
        break;
      case 'notice':
        say(event.message);
        break;
      case 'step':
        run?.add(event);
        if (run && silentFor() > longSilence)
          say(`${place(event.step, run)}: ${lossesText(run.losses())}; ${left(run)}`);
        break;
      case 'task-stop':
        say(`task '${event.task}' is no longer trained: ${event.reason}`);
        break;
      case 'evaluation': {
        if (silentFor() < shortSilence) break;
        const { entry, improved } = event;
        const validation = validationText(entry);
        say(
          [
            `epoch ${Number(entry.epoch.toFixed(2))}, step ${entry.step}: train ${lossesText(entry.train)}`,
            ...(validation ? [validation + (improved ? ' (best so far)' : '')] : []),
            ...(run ? [left(run)] : []),
          ].join('; '),
        );
        break;
      }
      case 'end':
        say(endText(event));
        break;
    }
  };
}

function place(step: number, run: RunProgress): string {
  return `step ${step} of ${run.total}`;
}

function left(run: RunProgress): string {
  const seconds = run.secondsLeft();
  return seconds === undefined ? '' : `${durationText(seconds)} left at most`;
}
