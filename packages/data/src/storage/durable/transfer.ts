import type { FileHandle } from 'node:fs/promises';

/** Bytes per system call; one call takes less than 2 GiB. */
const largestTransfer = 2 ** 30;

/** Writes all the bytes from a place in the file on, or from where the last write ended. */
export async function writeFully(handle: FileHandle, bytes: Uint8Array, position?: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const length = Math.min(largestTransfer, bytes.length - done);
    const at = position === undefined ? undefined : position + done;
    done += (await handle.write(bytes, done, length, at)).bytesWritten;
  }
}

/** Fills `into` from a place in the file. Gives the number of bytes read: fewer than asked for where the file ends. */
export async function readFully(handle: FileHandle, into: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < into.length) {
    const length = Math.min(largestTransfer, into.length - done);
    const { bytesRead } = await handle.read(into, done, length, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}
