import path from 'node:path';
import ts from 'typescript';
import { compilerOptions } from '../lib/compiler-options.mjs';
import { root, workspacePackages } from '../lib/workspace.mjs';

/**
 * Sees to it that every public name has a doc comment, and every public function an example in it.
 *
 * @returns {Promise<string>} one line per problem
 */
export async function checkDocumentation() {
  const indexes = workspacePackages().map((entry) => `${entry.path}/src/index.ts`);
  const program = ts.createProgram(indexes, compilerOptions());
  const checker = program.getTypeChecker();
  return indexes
    .flatMap((index) => exportsOf(checker, program.getSourceFile(index)))
    .filter(({ declarations }) => declarations !== undefined)
    .flatMap(problems)
    .map((line) => `${line}\n`)
    .join('');
}

/** The symbols that a module exports, each where it is declared. */
function exportsOf(checker, file) {
  const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
  return (module === undefined ? [] : checker.getExportsOfModule(module)).map((symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  );
}

function problems({ name, declarations }) {
  const [declaration] = declarations;
  const file = declaration.getSourceFile();
  const line = file.getLineAndCharacterOfPosition(declaration.getStart()).line + 1;
  const place = `${path.relative(root, file.fileName)}:${line}: ${name}`;
  const comments = declarations.flatMap((each) => ts.getJSDocCommentsAndTags(each));
  if (comments.length === 0) return [`${place} has no doc comment`];
  const hasExample = declarations.some((each) =>
    ts.getJSDocTags(each).some((tag) => tag.tagName.text === 'example'),
  );
  return ts.isFunctionDeclaration(declaration) && !hasExample ? [`${place} has no @example`] : [];
}
