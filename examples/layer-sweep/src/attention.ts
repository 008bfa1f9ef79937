import { attentionMaps, attentionSvg, disagreements } from 'tomoni';
import type { TopicText } from './texts.js';

/** A trained model, and the topic that it gives each text. */
export interface Answers {
  readonly model: Parameters<typeof attentionMaps>[0];
  readonly topics: readonly string[];
}

/** How many texts are shown. */
const most = 6;

/**
 * Texts that one model gets right and the other wrong, with the attention of both: the last layer's, the mean over all heads.
 *
 * @param query the token that attends, as the topic is read from it; or the mean over all
 */
export async function attentionFigure(
  rows: readonly TopicText[],
  single: Answers,
  multi: Answers,
  query: 0 | 'mean',
) {
  const found = disagreements(
    rows.map(({ topic }) => topic),
    { model: 'single-task', predictions: single.topics },
    { model: 'multi-task', predictions: multi.topics },
  );
  const shown = found.slice(0, most);
  const texts = shown.map(({ row }) => rows[row]?.text);
  const maps = [
    await attentionMaps(single.model, texts, { query }),
    await attentionMaps(multi.model, texts, { query }),
  ];
  const cases = shown.map(({ label, right, predictions }, i) => ({
    caption: `Topic: ${label}`,
    models: ['single-task', 'multi-task'].flatMap((model, side) => {
      const map = maps[side]?.[i];
      const prediction = predictions[side];
      return map === undefined || prediction === undefined
        ? []
        : [{ model, map, prediction, isRight: right === model }];
    }),
  }));
  return { svg: attentionSvg(cases), found: found.length };
}
