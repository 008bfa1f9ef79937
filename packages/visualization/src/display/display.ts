import { contentOf, type Displayable, textOf } from './content.js';
import { notebookDisplay } from './notebook.js';

/** Something that is shown, and can be changed in its place. */
export interface LiveDisplay {
  /** Shows something else in its place; outside of a notebook, below it. */
  update(value: Displayable): void;
}

/**
 * Shows a figure, a report, a PNG picture, a table or text below the cell of a tslab notebook.
 *
 * Outside of a notebook it prints what can be said of it in text: title and description of a figure, the rows of a table.
 *
 * @throws TomoniError `invalid-argument` where bytes are not those of a PNG picture
 *
 * @example
 * ```ts
 * import { display, dotPlotSvg } from '@tomoni/visualization';
 *
 * display(dotPlotSvg([{ method: 'single-task', scores: [0.71, 0.74] }], { metric: 'RMSE' }));
 * ```
 */
export function display(value: Displayable): void {
  liveDisplay(value);
}

/**
 * Shows something as {@link display} does, and can show something else in its place afterwards.
 *
 * @throws TomoniError `invalid-argument` where bytes are not those of a PNG picture
 *
 * @example
 * ```ts
 * import { dotPlotSvg, liveDisplay } from '@tomoni/visualization';
 *
 * const scores = [0.71];
 * const plot = () => dotPlotSvg([{ method: 'single-task', scores }], { metric: 'RMSE' });
 * const shown = liveDisplay(plot());
 * scores.push(0.74);
 * shown.update(plot());
 * ```
 */
export function liveDisplay(value: Displayable): LiveDisplay {
  const place = notebookDisplay();
  const update = (next: Displayable) => {
    const content = contentOf(next);
    if (place === undefined) console.log(textOf(content));
    else if (content.kind === 'svg') place.svg(content.svg);
    else if (content.kind === 'html') place.html(content.html);
    else if (content.kind === 'png') place.png(content.png);
    else place.text(content.text);
  };
  update(value);
  return { update };
}
