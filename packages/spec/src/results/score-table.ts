/** The scores of one task: numbers by name; whatever else a head reports is kept out of it. */
export type ScoreRecord = Readonly<Record<string, number>>;

/** The scores of all tasks, by task. */
export type ScoreTable = Readonly<Record<string, ScoreRecord>>;
