import type { IncomingMessage } from 'node:http';

/**
 * Reads a request's body up to a cap. What exceeds it is never buffered: a declared length is believed at once, an undeclared
 * one is counted as it comes.
 * @returns undefined when the body is larger than `limit` bytes
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    request.resume();
    return undefined;
  }
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      chunks = [];
      resolve(undefined);
    });
    request.on('end', () => resolve(Buffer.concat(chunks, Math.min(size, limit))));
    request.on('error', reject);
    request.on('aborted', () => reject(new Error('the sender hung up')));
  });
}
