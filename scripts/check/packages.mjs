import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { pack } from '../lib/pack.mjs';

/** How an importer may find the types; the others (`node10`, `node16-cjs`) are what ESM-only packages leave out, and `test/packaging` tries them for real. */
const resolutions = ['node16-esm', 'bundler'];

/**
 * Packs every package as it would be published, and lets publint and arethetypeswrong look at it.
 *
 * @returns {Promise<string>} one line per problem
 */
export async function checkPackages() {
  const folder = mkdtempSync(`${tmpdir()}/tomoni-packages-`);
  try {
    const lines = [];
    for (const { name, tarball } of await pack(folder)) {
      const bytes = readFileSync(tarball);
      lines.push(...(await publintProblems(name, bytes)), ...(await typeProblems(name, bytes)));
    }
    return lines.map((line) => `${line}\n`).join('');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function publintProblems(name, bytes) {
  const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball }, level: 'warning', strict: true });
  return messages.map((message) => `${name}: publint: ${formatMessage(message, pkg, { color: false })}`);
}

async function typeProblems(name, bytes) {
  const { problems } = await checkPackage(createPackageFromTarballData(new Uint8Array(bytes)));
  if (problems === undefined) return [`${name}: arethetypeswrong: it has no types`];
  return problems
    .filter(({ resolutionKind }) => resolutionKind === undefined || resolutions.includes(resolutionKind))
    .map(({ kind, ...where }) => `${name}: arethetypeswrong: ${kind} ${JSON.stringify(where)}`);
}
