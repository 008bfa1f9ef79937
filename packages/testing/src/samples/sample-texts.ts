/** Short sentences of different lengths, for whoever brings none. */
export const sampleTexts: readonly string[] = [
  'The kettle sings.',
  'A grey heron stood motionless beside the overgrown canal.',
  'Trains to the coast leave every hour.',
  'She tuned the violoncello before the rehearsal began.',
  'Rain.',
  'Nobody remembered where the lighthouse keys were hidden.',
  'We baked bread with caraway seeds.',
  'Unexpectedly, the committee postponed its decision again.',
];
