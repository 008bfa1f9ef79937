import type { ClassName } from './inventory.js';

/** The same names, but in a place from which TypeScript infers none: only the list of labels or tags says what they are. */
export type Unguessed<Name extends ClassName> = [Name][Name extends ClassName ? 0 : never];
