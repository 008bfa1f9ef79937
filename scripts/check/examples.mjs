import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { compilerOptions } from '../lib/compiler-options.mjs';
import { guides } from '../lib/guides.mjs';
import { sourceFiles } from '../lib/source-files.mjs';
import { root, workspacePackages } from '../lib/workspace.mjs';

/**
 * Compiles every `ts` block of the doc comments and of the guides, each as a module of its own, against the built
 * packages. All blocks have to compile: there is no way to opt out.
 *
 * @returns {Promise<string>} the compiler's messages, pointing at the place where the block stands
 */
export async function checkExamples() {
  const files = exampleFiles();
  const blocks = files.flatMap(blocksOf);
  const messages = [
    ...blocks
      .filter(({ fence }) => fence !== 'ts')
      .map((block) => `${place(block, -1, 0)}: write \`\`\`ts alone`),
    ...compile(blocks.filter(({ fence }) => fence === 'ts')),
  ];
  return messages.map((line) => `${line}\n`).join('');
}

/** Sources of all packages and examples, and every guide. */
function exampleFiles() {
  const folders = [...workspacePackages(), ...workspacePackages('examples')].map(({ path }) => `${path}/src`);
  const sources = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => sourceFiles(folder, ['.ts']))
    .filter((file) => !/\.test(-d)?\.ts$/.test(file));
  return [...sources, ...guides()];
}

/**
 * The fenced TypeScript blocks of a file: in Markdown anywhere, in source after the star of a doc comment.
 *
 * @returns {{ file: string, line: number, fence: string, indents: number[], text: string }[]} `line` is that of the
 *   block's first line, counted from 0; `indents` are the characters cut off in front of each line
 */
function blocksOf(file) {
  const prefix = file.endsWith('.md') ? /^\s*/ : /^\s*\* ?\s*/;
  const lines = readFileSync(file, 'utf8').split('\n');
  const blocks = [];
  let block;
  let isOpen = false;
  for (const [index, line] of lines.entries()) {
    const before = prefix.exec(line)?.[0] ?? '';
    const fence = /^```\s*(.*?)\s*$/.exec(line.slice(before.length));
    if (fence !== null && (file.endsWith('.md') || before !== '')) {
      if (!isOpen && /^(ts|typescript|tsx|mts)\b/.test(fence[1])) {
        block = { file, line: index + 1, fence: fence[1], indents: [], text: '', margin: before.length };
        blocks.push(block);
      } else block = undefined;
      isOpen = !isOpen;
    } else if (block !== undefined) {
      const cut = Math.min(block.margin, line.length);
      block.indents.push(cut);
      block.text += `${line.slice(cut)}\n`;
    }
  }
  return blocks;
}

function compile(blocks) {
  const byPath = new Map(
    blocks.map((block, index) => [`${packageFolder(block.file)}/.examples/${index}.ts`, block]),
  );
  const options = {
    ...compilerOptions(),
    noUnusedLocals: false,
    noUnusedParameters: false,
    moduleDetection: ts.ModuleDetectionKind.Force,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => byPath.has(name) || fileExists.call(host, name);
  host.readFile = (name) => byPath.get(name)?.text ?? readFile.call(host, name);
  host.getSourceFile = (name, ...rest) =>
    byPath.has(name)
      ? ts.createSourceFile(name, byPath.get(name).text, rest[0])
      : getSourceFile.call(host, name, ...rest);
  const program = ts.createProgram([...byPath.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n  ');
    const block = byPath.get(diagnostic.file?.fileName);
    if (block === undefined) return `${diagnostic.file?.fileName ?? ''}: TS${diagnostic.code}: ${message}`;
    const { line, character } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start);
    return `${place(block, line, character)}: TS${diagnostic.code}: ${message}`;
  });
}

function place({ file, line, indents }, lineInBlock, character) {
  const column = character + (indents[lineInBlock] ?? 0) + 1;
  return `${path.relative(root, file)}:${line + lineInBlock + 1}:${column}`;
}

/** The folder from which the block resolves what it imports: that of the package it stands in. */
function packageFolder(file) {
  const folder = path.dirname(file);
  return existsSync(`${folder}/package.json`) ? folder : packageFolder(folder);
}
