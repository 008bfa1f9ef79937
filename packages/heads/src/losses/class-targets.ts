/** How the class of an item becomes the distribution that its logits are compared with. */
export interface ClassTargetOptions {
  /** Weight of each class. */
  readonly weights: ArrayLike<number>;
  /** Share of the target that is spread evenly over all classes. */
  readonly smoothing: number;
}

/** Targets of a cross entropy and the weight that its sum is divided by. */
export interface ClassTargets {
  /** `[items, classes]`, row-major. */
  readonly targets: Float32Array;
  /** Sum of the weights of the items' classes. */
  readonly weight: number;
}

/**
 * Targets with class weights and label smoothing folded in: `(1 − ε) w_y` at the true class `y`, and `ε w_c / K` added to
 * each of the `K` classes `c`.
 *
 * The sum divided by `weight` is what PyTorch's `CrossEntropyLoss(weight, label_smoothing)` gives. Smoothing:
 * Szegedy et al., "Rethinking the inception architecture", CVPR 2016.
 *
 * @param classes index of each item's class, −1 where it is missing
 */
export function classTargets(classes: ArrayLike<number>, options: ClassTargetOptions): ClassTargets {
  const { weights, smoothing } = options;
  const count = weights.length;
  const targets = new Float32Array(classes.length * count);
  let weight = 0;
  for (let i = 0; i < classes.length; i++) {
    const actual = classes[i] as number;
    if (actual < 0) continue;
    for (let c = 0; c < count; c++) {
      const share = smoothing / count + (c === actual ? 1 - smoothing : 0);
      targets[i * count + c] = share * (weights[c] as number);
    }
    weight += weights[actual] as number;
  }
  return { targets, weight };
}
