import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { sourceFiles } from '../lib/source-files.mjs';
import { root, workspacePackages } from '../lib/workspace.mjs';

const foundations = ['engines', 'tokenization', 'statistics', 'data'];
const families = ['heads', 'weighting', 'labels', 'encoders'];

/**
 * The one table of which package may depend on which, by folder, from bottom to top. Every name stands above those it
 * may use, so there can be no circle; `checkArrows` holds the table itself to that.
 */
export const arrows = {
  spec: [],
  testing: ['spec'],
  'tfjs-backend-onnxruntime': [],
  engines: ['spec', 'tfjs-backend-onnxruntime'],
  tokenization: ['spec'],
  statistics: ['spec'],
  data: ['spec'],
  encoders: ['spec', ...foundations],
  heads: ['spec', ...foundations],
  weighting: ['spec', ...foundations],
  labels: ['spec', ...foundations],
  visualization: ['spec'],
  training: ['spec', ...foundations, ...families],
  studies: ['spec', ...foundations, ...families, 'visualization', 'training'],
  'executor-slurm': ['spec'],
  'executor-bullmq': ['spec'],
  tomoni: ['spec', ...foundations, ...families, 'visualization', 'training', 'studies'],
};

/** What tests may use beside what their package may use: they are not shipped. */
const testTools = ['testing'];

/**
 * Checks each package's imports, dependencies and project references against the table.
 *
 * @returns {Promise<string>} one line per problem
 */
export async function checkArrows() {
  const packages = workspacePackages();
  const folders = new Map(packages.map(({ folder, manifest }) => [manifest.name, folder]));
  return [
    ...tableProblems(),
    ...packages.flatMap((entry) =>
      entry.folder in arrows
        ? [
            ...manifestProblems(entry, folders),
            ...referenceProblems(entry, folders),
            ...importProblems(entry, folders),
          ]
        : [`packages/${entry.folder}: give it a row in scripts/check/arrows.mjs`],
    ),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function tableProblems() {
  const order = Object.keys(arrows);
  return order.flatMap((name, index) =>
    arrows[name]
      .filter((other) => !order.slice(0, index).includes(other))
      .map((other) => `scripts/check/arrows.mjs: ${name} may use ${other}, which does not stand below it`),
  );
}

function manifestProblems({ folder, manifest }, folders) {
  const inTests = [...arrows[folder], ...(arrows[folder].includes('spec') ? testTools : [])];
  const check = (field, allowed) =>
    Object.keys(manifest[field] ?? {})
      .filter((name) => folders.has(name) && !allowed.includes(folders.get(name)))
      .map((name) => `packages/${folder}/package.json: ${field} must not name ${name} (${sentence(folder)})`);
  return [
    ...check('dependencies', arrows[folder]),
    ...check('peerDependencies', arrows[folder]),
    ...check('devDependencies', inTests),
  ];
}

/** The compiler builds in the order of the project references, so they have to follow the dependencies. */
function referenceProblems({ folder, path: packagePath, manifest }, folders) {
  const { config } = ts.readConfigFile(`${packagePath}/tsconfig.json`, ts.sys.readFile);
  const referenced = (config.references ?? []).map((reference) => path.basename(reference.path)).sort();
  const needed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    .filter((name) => folders.has(name))
    .map((name) => folders.get(name))
    .sort();
  return needed.join() === referenced.join()
    ? []
    : [
        `packages/${folder}/tsconfig.json: references should be ${needed.join(', ') || 'none'}, as in package.json`,
      ];
}

function importProblems({ folder, path: packagePath, manifest }, folders) {
  const shipped = { ...manifest.dependencies, ...manifest.peerDependencies };
  const { devDependencies: shared } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
  return sourceFiles(`${packagePath}/src`, ['.ts']).flatMap((file) => {
    const isTest = /\.test(-d)?\.ts$/.test(file) || file.includes('/fixtures/');
    const text = readFileSync(file, 'utf8');
    const problem = (specifier) => {
      if (specifier.startsWith('node:')) return undefined;
      if (specifier.startsWith('.'))
        return relativeProblem(file, specifier, isTest ? packagePath : `${packagePath}/src`);
      const name = packageName(specifier);
      if (name === manifest.name) return 'a package imports itself by relative paths';
      if (specifier !== name && folders.has(name)) return `only ${name} itself is public`;
      if (
        name in shipped ||
        (isTest && name in { ...manifest.devDependencies, ...(folders.has(name) ? {} : shared) })
      )
        return undefined;
      if (folders.has(name) && !arrows[folder].includes(folders.get(name))) return sentence(folder);
      return `it is not in ${isTest ? 'devDependencies' : 'dependencies'}`;
    };
    return ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName, pos }) => {
      const why = problem(fileName);
      const line = text.slice(0, pos).split('\n').length;
      return why === undefined
        ? []
        : [`${path.relative(root, file)}:${line}: must not import '${fileName}' (${why})`];
    });
  });
}

function relativeProblem(file, specifier, folder) {
  const target = path.resolve(path.dirname(file), specifier);
  if (!target.startsWith(`${folder}${path.sep}`)) return `it leaves ${path.relative(root, folder)}`;
  const source = target.replace(/\.js$/, '.ts');
  return existsSync(source) ? undefined : `there is no ${path.relative(root, source)}`;
}

function packageName(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function sentence(folder) {
  return `${folder} may use ${arrows[folder].join(', ') || 'no other package'}`;
}
