import { mkdir, rename, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { FolderInUseError, StoreError } from './error.ts';

/** `sun_path` of a unix socket holds 108 bytes on Linux, 104 on macOS, a closing NUL included. */
const LONGEST_SOCKET_PATH = 103;

/**
 * Holds a folder for this process: PGlite itself does not lock, and two processes on one folder lose rows silently.
 * A listening unix socket is the lock, because the kernel drops it with the process (a process id in a file would be
 * mistaken for alive in a container, where every process is number 1).
 * @returns a function that lets go
 * @throws FolderInUseError when a living process holds the folder
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'sallyport.lock');
  if (Buffer.byteLength(path) > LONGEST_SOCKET_PATH)
    throw new StoreError(
      `DATA_DIR is too long for its lock: '${path}' has more than ${LONGEST_SOCKET_PATH} bytes. Choose a shorter folder.`,
    );
  let server: Server;
  try {
    server = await listen(path);
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw new StoreError(`DATA_DIR '${folder}' cannot be locked: ${error}`, error);
    await clearStale(folder, path);
    server = await listen(path).catch((again) => {
      throw held(folder, again);
    });
  }
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}

/** Moves the socket aside before it is judged, so that of two processes finding it dead only one removes it. */
async function clearStale(folder: string, path: string): Promise<void> {
  if (await answers(path)) throw held(folder);
  const aside = `${path}.${process.pid}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if (await answers(aside)) {
    await rename(aside, path);
    throw held(folder);
  }
  await unlink(aside);
}

function held(folder: string, cause?: unknown): FolderInUseError {
  return new FolderInUseError(
    `Another Sallyport process uses DATA_DIR '${folder}'. Stop it, choose another folder, or set DATABASE_URL to share a PostgreSQL server.`,
    cause,
  );
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.end());
    server.once('error', reject);
    server.listen(path, () => resolve(server));
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
