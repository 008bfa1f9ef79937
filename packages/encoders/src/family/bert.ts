import { bertLike } from './bert-like.js';

/** BERT. Source: Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers", NAACL 2019. */
export const bert = bertLike({
  modelType: 'bert',
  architecture: 'BertModel',
  prefix: 'bert',
  maskedLanguageModel: { prefix: 'cls.predictions.', decoder: 'cls.predictions.decoder' },
  paddingId: 0,
  firstPosition: () => 0,
});
