/** How a heat map shows cosines: red below 0, blue above, always by the same scale. */
export const cosineScale = {
  scale: 'diverging',
  domain: [-1, 1],
  format: (cosine: number) => cosine.toFixed(2).replace('-', '−'),
} as const;
