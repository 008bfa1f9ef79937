import { requireKnownOptions } from '@tomoni/spec';
import cliProgress from 'cli-progress';
import type { StudyCallback, StudyEvent, StudyStanding } from '../study/study-event.js';
import { standingText } from './standing-text.js';

/** Options of {@link studyProgress}. */
export interface StudyProgressOptions {
  /** Where progress is written. Default: standard error. */
  readonly stream?: NodeJS.WritableStream;
}

/**
 * Shows how far a study has come, with the time left: a line that is kept up to date on a terminal, plain lines elsewhere.
 * Failed and repeated trials are named.
 *
 * @example
 * ```ts
 * import { progressPage, studyProgress } from '@tomoni/studies';
 *
 * const callbacks = [studyProgress(), progressPage('out/study/progress.html')];
 * ```
 */
export function studyProgress(options: StudyProgressOptions = {}): StudyCallback {
  requireKnownOptions('studyProgress()', options, ['stream']);
  const { stream = process.stderr } = options;
  return isTerminal(stream) ? terminalProgress(stream) : plainProgress((line) => stream.write(`${line}\n`));
}

function isTerminal(stream: NodeJS.WritableStream): stream is NodeJS.WriteStream {
  return 'isTTY' in stream && stream.isTTY === true;
}

/** Seconds of silence after which progress is worth a line. */
const silence = 10;

function plainProgress(write: (line: string) => void): StudyCallback {
  let spoken = performance.now();
  const say = (line: string) => {
    spoken = performance.now();
    write(line);
  };
  return (event) => {
    const news = newsText(event);
    if (news !== undefined) say(news);
    else if ('standing' in event && performance.now() - spoken > silence * 1000)
      say(standingText(event.standing));
  };
}

function terminalProgress(stream: NodeJS.WriteStream): StudyCallback {
  let line: ReturnType<typeof startLine> | undefined;
  return (event) => {
    const news = newsText(event);
    if (event.type === 'start') {
      stream.write(`${news}\n`);
      line = startLine(stream, event.standing);
      return;
    }
    if (event.type === 'end' || event.type === 'failure') {
      line?.stop();
      line = undefined;
    }
    if (news !== undefined) {
      if (line === undefined) stream.write(`${news}\n`);
      else line.print(news);
    }
    if ('standing' in event) line?.update(event.standing);
  };
}

/** A bar on the last line. It hides no cursor and turns off no line wrapping, so that a killed process leaves nothing to restore. */
function startLine(stream: NodeJS.WriteStream, standing: StudyStanding) {
  const bars = new cliProgress.MultiBar({
    stream,
    clearOnComplete: false,
    format: '{bar} {percentage} % {text}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: false,
    linewrap: true,
  });
  const bar = bars.create(totalOf(standing), standing.finished, { text: standingText(standing) });
  bars.update();
  return {
    update: (now: StudyStanding) => {
      bar.setTotal(totalOf(now));
      bar.update(now.finished, { text: standingText(now) });
    },
    print: (text: string) => bars.log(`${text}\n`),
    stop: () => {
      bars.update();
      bars.stop();
    },
  };
}

/** Where later rounds are not known, the bar is never full. */
function totalOf({ total, finished }: StudyStanding): number {
  return Math.max(1, total ?? finished + 1);
}

/** What is worth a line of its own. */
function newsText(event: StudyEvent): string | undefined {
  switch (event.type) {
    case 'start':
      return `study ${event.study}, ${event.executor}: ${standingText(event.standing)}`;
    case 'notice':
      return event.message;
    case 'trial-retry':
      return `trial ${event.trial.id} is run again: ${event.reason}`;
    case 'trial-end':
      return event.result.status === 'failed'
        ? `trial ${event.result.trial.id} failed: ${event.result.error.message}`
        : undefined;
    case 'end':
      return `done: ${standingText(event.standing)}`;
    default:
      return undefined;
  }
}
