import type { IncomingMessage } from 'node:http';

/** Why a body was not read: larger than one may be, or too much being read for others at the moment. */
export type Refused = 'too-large' | 'busy';

export interface BodyLimits {
  /** Bytes of one body. */
  readonly body: number;
  /** Bytes of all bodies being read at the same time: a sender need not be GitHub to make us buffer. */
  readonly total: number;
}

/**
 * A reader of request bodies. What exceeds a limit is never buffered: a declared length is believed at once, an undeclared
 * one is counted as it comes.
 */
export function bodyReader(limits: BodyLimits): (request: IncomingMessage) => Promise<Buffer | Refused> {
  let held = 0;
  return async (request) => {
    const declared = Number(request.headers['content-length'] ?? 0);
    const refused = declared > limits.body ? 'too-large' : held + declared > limits.total ? 'busy' : undefined;
    if (refused) {
      request.resume();
      return refused;
    }
    let size = 0;
    try {
      return await new Promise((resolve, reject) => {
        const chunks: Buffer[] = [];
        let open = true;
        const end = (result: Buffer | Refused) => {
          open = false;
          chunks.length = 0;
          resolve(result);
        };
        request.on('data', (chunk: Buffer) => {
          if (!open) return;
          size += chunk.length;
          held += chunk.length;
          if (size > limits.body) end('too-large');
          else if (held > limits.total) end('busy');
          else chunks.push(chunk);
        });
        request.on('end', () => open && end(Buffer.concat(chunks)));
        request.on('error', reject);
        request.on('aborted', () => reject(new Error('the sender hung up')));
      });
    } finally {
      held -= size;
    }
  };
}
