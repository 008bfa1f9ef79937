import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** A commit's name. */
export const commitHash = /^[0-9a-f]{40}$/;

/**
 * One model in a cache with the layout of Python's huggingface_hub: `blobs/<hash>` hold the files,
 * `snapshots/<commit>/<file>` are links to them, and `refs/<revision>` holds the commit of a branch or tag.
 */
export class HubCache {
  readonly #folder: string;

  constructor(cacheFolder: string, model: string) {
    this.#folder = join(cacheFolder, `models--${model.replaceAll('/', '--')}`);
  }

  /** Folder of a commit. */
  snapshot(commit: string): string {
    return join(this.#folder, 'snapshots', commit);
  }

  /** The commit that a revision stood for when it was last fetched. */
  async commitOf(revision: string): Promise<string | undefined> {
    if (commitHash.test(revision)) return (await exists(this.snapshot(revision))) ? revision : undefined;
    const commit = await readFile(this.#reference(revision), 'utf8').catch(() => '');
    return commitHash.test(commit.trim()) ? commit.trim() : undefined;
  }

  /** Notes which commit a revision stands for. */
  async remember(revision: string, commit: string): Promise<void> {
    if (commitHash.test(revision)) return;
    await mkdir(dirname(this.#reference(revision)), { recursive: true });
    await replaceFile(this.#reference(revision), (temporary) => writeFile(temporary, commit));
  }

  /** Whether a commit's file is there. */
  async has(commit: string, name: string): Promise<boolean> {
    return exists(join(this.snapshot(commit), name));
  }

  /** Links a commit's file to its blob, which `write` writes where it is not there yet. */
  async add(
    commit: string,
    name: string,
    hash: string,
    write: (temporary: string) => Promise<void>,
  ): Promise<void> {
    const blob = join(this.#folder, 'blobs', hash);
    const link = join(this.snapshot(commit), name);
    await mkdir(dirname(blob), { recursive: true });
    await mkdir(dirname(link), { recursive: true });
    if (!(await exists(blob))) await replaceFile(blob, write);
    await makeLink(blob, link);
  }

  #reference(revision: string): string {
    return join(this.#folder, 'refs', ...revision.split('/'));
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Several processes may fetch the same file: each writes one of its own, and the last rename wins. */
async function replaceFile(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.incomplete`;
  try {
    await write(temporary);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Where links are not allowed, as on Windows without developer mode, the blob is copied, as Python does. */
async function makeLink(blob: string, link: string): Promise<void> {
  try {
    await symlink(relative(dirname(link), blob), link);
  } catch {
    if (await exists(link)) return;
    await rm(link, { force: true });
    await copyFile(blob, link);
  }
}
