import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Waits until the file's bytes are on the disk. */
export async function synchroniseFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Waits until the names in a folder are on the disk. Windows offers no such call and needs none. */
export async function synchroniseFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Waits until a folder with all that is in it is on the disk. */
export async function synchroniseTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await synchroniseTree(path);
    else if (entry.isFile()) await synchroniseFile(path);
  }
  await synchroniseFolder(folder);
}
