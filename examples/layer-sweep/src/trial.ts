import { kFold, layerSweep, loadEncoder, type TrialFunction, trainingTrial, trial, useEngine } from 'tomoni';
import { learnerOf, pretrainedRecipe, type Recipe, smallRecipe } from './models.js';
import { type Corpus, readEmoji, readLivedoor, type TopicText } from './texts.js';

/** What all trials of a study have in common: plain data, by which any process can run them. */
export type Settings = {
  /** Folder of livedoor; `null` for emoji. */
  readonly data: string | null;
  readonly perClass: number;
  /** Name or folder. */
  readonly encoder: string;
  /** Whether it is the small one that this example makes. */
  readonly isSmall: boolean;
};

/** Settings, and what is varied. */
export type SweepParameters = Settings & { readonly layer: number; readonly auxiliary: boolean };

/** The auxiliary task on every layer, and the single-task models that train the same layers. */
export function sweepTrials(depth: number, folds: number, settings: Settings) {
  return layerSweep(depth, { folds }).map(({ id: _, ...draft }) =>
    trial<SweepParameters>({ ...draft, parameters: { ...draft.parameters, ...settings } }),
  );
}

export function readCorpus({ data, perClass }: Pick<Settings, 'data' | 'perClass'>): Promise<Corpus> {
  return data === null ? Promise.resolve(readEmoji()) : readLivedoor(data, perClass);
}

/** Ten folds that are 8 : 1 : 1. */
export function foldsOf({ rows }: Corpus) {
  return kFold(rows, 10, { seed: 1, stratifyBy: 'topic' }).folds.map(({ train, validation, test }) => ({
    train,
    validation,
    test,
  }));
}

export async function recipeOf({ encoder, isSmall }: Settings): Promise<Recipe> {
  return (isSmall ? smallRecipe : pretrainedRecipe)(await loadEncoder(encoder));
}

/** What a process reads once for all of its trials. */
let ready: ReturnType<typeof prepare> | undefined;

async function prepare(settings: Settings) {
  await useEngine('auto');
  return { folds: foldsOf(await readCorpus(settings)), recipe: await recipeOf(settings) };
}

/** Runs one trial. The first fold's models are kept, to look at their attention, and the balance of their tasks is measured. */
const run: TrialFunction<SweepParameters> = async (trial, context) => {
  ready ??= prepare(trial.parameters);
  const { folds, recipe } = await ready;
  return trainingTrial<SweepParameters, TopicText>({
    data: ({ fold }) => folds[fold as number] as (typeof folds)[number],
    learner: ({ parameters, fold }, { activations }) => {
      const learner = learnerOf(recipe, parameters, activations);
      if (fold !== 0 || !parameters.auxiliary) return learner;
      return {
        fit: (train, options) => learner.fit(train, { ...options, gradients: { everySteps: 10 } }),
      };
    },
    checkpoints: !trial.parameters.isSmall,
    save: trial.fold === 0,
  })(trial, context);
};
export default run;
