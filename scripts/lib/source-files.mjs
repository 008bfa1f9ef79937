import { readdirSync } from 'node:fs';

/** Paths of the files below a folder that end in one of the suffixes, sorted; installed and compiled ones left out. */
export function sourceFiles(folder, suffixes) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory())
        return ['node_modules', 'dist'].includes(entry.name) ? [] : sourceFiles(path, suffixes);
      return suffixes.some((suffix) => entry.name.endsWith(suffix)) ? [path] : [];
    })
    .sort();
}
