import { type Rng, TomoniError } from '@tomoni/spec';

/** What a head predicts of one text, as a distribution whose parameters are the logits. */
export interface PredictiveDistribution {
  /**
   * Columns `L` with `Σ L Lᵀ` the Fisher information of the logits, so that `Σ (Jᵀ L)²` is the diagonal of that of any
   * parameters with the Jacobian `J`: as few as there are degrees of freedom.
   */
  information(): readonly (readonly number[])[];
  /** The gradient of the log-likelihood of a label drawn from the distribution, with respect to the logits. */
  sample(rng: Rng): readonly number[];
}

/**
 * The distribution that the logits of one text stand for.
 *
 * @param kind of the head
 * @throws TomoniError `invalid-argument` for a kind of head whose distribution is not known
 */
export function predictiveDistribution(
  kind: string,
  logits: ArrayLike<number>,
  task: string,
): PredictiveDistribution {
  const distribution = distributions[kind];
  if (distribution !== undefined) return distribution(Array.from(logits));
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The distribution that a head of the kind '${kind}' predicts is not known.`,
    where: { task },
    remedy: "Take the labels of the rows, with `labels: 'given'`, or a task with another head.",
  });
}

const distributions: Readonly<Record<string, (logits: readonly number[]) => PredictiveDistribution>> = {
  classification: categorical,
  'multi-label': bernoulli,
  ordinal: continuation,
  regression: normal,
};

/**
 * One of several classes. The information of its logits, `diag(p) − p pᵀ`, has a Cholesky factor in closed form.
 *
 * Source: Tanabe and Sagae, "An exact Cholesky decomposition and the generalized inverse of the variance–covariance matrix
 * of the multinomial distribution", 1992.
 */
function categorical(logits: readonly number[]): PredictiveDistribution {
  const probabilities = softmax(logits);
  /** What is left from each class on. */
  const rest = [...probabilities, 0];
  for (let k = probabilities.length - 1; k >= 0; k--) rest[k] = (rest[k] as number) + (rest[k + 1] as number);
  const column = (k: number) => {
    const own = probabilities[k] as number;
    const [from, after] = [rest[k] as number, rest[k + 1] as number];
    return probabilities.map((p, i) => {
      if (i < k) return 0;
      return i === k ? Math.sqrt((own * after) / from) : -p * Math.sqrt(own / (from * after));
    });
  };
  return {
    information: () =>
      probabilities.flatMap((own, k) => (own > 0 && (rest[k + 1] as number) > 0 ? [column(k)] : [])),
    sample: (rng) => {
      let left = rng.uniform();
      const drawn = probabilities.findIndex((p) => {
        left -= p;
        return left < 0;
      });
      const label = drawn === -1 ? probabilities.length - 1 : drawn;
      return probabilities.map((p, i) => (i === label ? 1 : 0) - p);
    },
  };
}

/** Independent decisions, one per logit. */
function bernoulli(logits: readonly number[]): PredictiveDistribution {
  const probabilities = logits.map(sigmoid);
  return {
    information: () => unitColumns(probabilities.map((p) => Math.sqrt(p * (1 - p)))),
    sample: (rng) => probabilities.map((p) => (rng.uniform() < p ? 1 : 0) - p),
  };
}

/** A rank, reached decision by decision: each logit is that of going beyond its rank once it is reached. */
function continuation(logits: readonly number[]): PredictiveDistribution {
  const probabilities = logits.map(sigmoid);
  return {
    information: () => {
      let reached = 1;
      return unitColumns(
        probabilities.map((p) => {
          const scale = Math.sqrt(reached * p * (1 - p));
          reached *= p;
          return scale;
        }),
      );
    },
    sample: (rng) => {
      let reached = true;
      return probabilities.map((p) => {
        if (!reached) return 0;
        reached = rng.uniform() < p;
        return (reached ? 1 : 0) - p;
      });
    },
  };
}

/** A number with variance 1 around the output. */
function normal(logits: readonly number[]): PredictiveDistribution {
  return {
    information: () => unitColumns(logits.map(() => 1)),
    sample: (rng) => logits.map(() => rng.normal()),
  };
}

/** Columns with a single number each, those of 0 left out. */
function unitColumns(diagonal: readonly number[]): number[][] {
  return diagonal.flatMap((scale, k) => (scale > 0 ? [diagonal.map((_, i) => (i === k ? scale : 0))] : []));
}

function softmax(logits: readonly number[]): number[] {
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
