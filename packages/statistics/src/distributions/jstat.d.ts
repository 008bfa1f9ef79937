/** The part of jstat that is used here; the package has no types of its own. */
declare module 'jstat' {
  interface JStat {
    readonly studentt: {
      inv(probability: number, degreesOfFreedom: number): number;
      pdf(t: number, degreesOfFreedom: number): number;
    };
    readonly normal: {
      inv(probability: number, mean: number, standardDeviation: number): number;
      pdf(z: number, mean: number, standardDeviation: number): number;
    };
  }
  const jstat: { readonly jStat: JStat };
  export default jstat;
}
