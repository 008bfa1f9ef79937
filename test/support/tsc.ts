import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runTool } from '../../scripts/lib/run.mjs';

/** The newest TypeScript and the oldest that the packages support: the one that tslab brings along. */
export const compilers = { 'TypeScript 6.0': 'typescript', 'TypeScript 5.0': 'typescript-5.0' } as const;
export type Compiler = keyof typeof compilers;

/** One error of the compiler. */
export interface Diagnostic {
  /** Path relative to the folder that was compiled; empty where an error has no place. */
  readonly file: string;
  readonly line: number;
  /** Such as `TS2322`. */
  readonly code: string;
  readonly message: string;
}

/** Writes the files (texts by name) into a folder, compiles them there with the given `compilerOptions`, and reads the errors. */
export async function tsc(
  compiler: Compiler,
  folder: string,
  files: Readonly<Record<string, string>>,
  options: Readonly<Record<string, unknown>>,
): Promise<Diagnostic[]> {
  await mkdir(folder, { recursive: true });
  const compilerOptions = { strict: true, target: 'ES2022', lib: ['ES2022'], types: ['node'], ...options };
  const config = path.join(folder, 'tsconfig.json');
  await writeFile(config, JSON.stringify({ compilerOptions, files: Object.keys(files) }));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  const args = ['--project', config, '--pretty', 'false'];
  const { code, output } = await runTool(`${compilers[compiler]}/lib/tsc.js`, args, {
    cwd: folder,
    quiet: true,
  });
  const diagnostics = parse(output);
  if (code !== 0 && diagnostics.length === 0) throw new Error(output);
  return diagnostics;
}

/** Reads `file(line,column): error TS1234: message`; lines that are indented belong to the message above. */
function parse(output: string): Diagnostic[] {
  const pattern = /^(?:(.+)\((\d+),\d+\): )?error (TS\d+): (.*(?:\n .*)*)/gm;
  return [...output.matchAll(pattern)].map(([, file = '', line = '0', code = '', message = '']) => ({
    file,
    line: Number(line),
    code,
    message,
  }));
}
