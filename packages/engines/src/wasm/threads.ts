/** What the compiled thread pool can take. */
export const MOST_THREADS = 8;

/** Several threads spin while they wait for each other, which costs more than it gains wherever cores are shared. */
export const DEFAULT_THREADS = 1;
