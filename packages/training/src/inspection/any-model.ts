import type { TrainedModel } from '../model/trained-model.js';

/** Any trained model, whatever is known of the types of its rows. */
export type AnyModel = Pick<TrainedModel, 'plan' | 'dispose'>;
