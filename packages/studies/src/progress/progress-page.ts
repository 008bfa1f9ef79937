import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileDurably } from '@tomoni/data';
import type { StudyCallback } from '../study/study-event.js';
import { pageHtml } from './page-html.js';
import { emptyPage, updatePage } from './page-state.js';

/** Milliseconds between versions of the page. */
const interval = 1000;

/**
 * Keeps an HTML page up to date with how far a study has come: the time left, what is under way, the scores of each arm on the
 * part that selects, failed trials with their errors. It needs no server, loads itself again while the study runs, and is
 * always whole.
 *
 * @param path the page, such as `out/study/progress.html`; its folder is made where it is missing
 *
 * @example
 * ```ts
 * import { progressPage, studyProgress } from '@tomoni/studies';
 *
 * const callbacks = [studyProgress(), progressPage('out/study/progress.html')];
 * ```
 */
export function progressPage(path: string): StudyCallback {
  let state = emptyPage();
  let written = Number.NEGATIVE_INFINITY;
  return async (event) => {
    if (event.type === 'start') {
      state = emptyPage();
      await mkdir(dirname(path), { recursive: true });
    }
    updatePage(state, event);
    const now = performance.now();
    const isTurn = event.type === 'start' || event.type === 'end' || event.type === 'failure';
    if (!isTurn && now - written < interval) return;
    written = now;
    await writeFileDurably(path, pageHtml(state, new Date()));
  };
}
