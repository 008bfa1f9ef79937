import { bertLike } from './bert-like.js';

const robertaLike = (modelType: string, architecture: string) =>
  bertLike({
    modelType,
    architecture,
    prefix: 'roberta',
    maskedLanguageModel: { prefix: 'lm_head.', decoder: 'lm_head.decoder' },
    paddingId: 1,
    firstPosition: (paddingId) => paddingId + 1,
  });

/** RoBERTa: BERT whose positions start behind the padding index. Source: Liu et al., "RoBERTa", 2019. */
export const roberta = robertaLike('roberta', 'RobertaModel');

/** XLM-R. Source: Conneau et al., "Unsupervised Cross-lingual Representation Learning at Scale", ACL 2020. */
export const xlmRoberta = robertaLike('xlm-roberta', 'XLMRobertaModel');

/** CamemBERT. Source: Martin et al., "CamemBERT: a Tasty French Language Model", ACL 2020. */
export const camembert = robertaLike('camembert', 'CamembertModel');
