/** Accuracy that a layer may lose, as a fraction, before it counts as sensitive at a level: one point. */
export const TOLERATED_DROP = 0.01;
