import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** SQS in memory, on the loopback: a message is delivered until it is deleted. */
export interface FakeQueue {
  readonly url: string;
  /** Resolves when every message is deleted and the queue is asked again; it doesn't answer then. */
  readonly emptied: Promise<void>;
  stop(): void;
}

export async function fakeQueue(bodies: readonly string[]): Promise<FakeQueue> {
  const messages = new Map(bodies.map((body, at) => [`receipt-${at}`, body]));
  const emptied = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    const action = String(request.headers['x-amz-target']).split('.')[1];
    const { Entries = [] } = (await json(request)) as { Entries?: readonly { readonly ReceiptHandle: string }[] };
    for (const { ReceiptHandle } of Entries) messages.delete(ReceiptHandle);
    if (action === 'ReceiveMessage' && messages.size === 0) return emptied.resolve();
    const Messages = [...messages].map(([ReceiptHandle, Body]) => ({
      ...{ ReceiptHandle, Body, MessageId: ReceiptHandle },
      MD5OfBody: createHash('md5').update(Body).digest('hex'),
    }));
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end(JSON.stringify(action === 'ReceiveMessage' ? { Messages } : { Successful: [], Failed: [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/1/queue`,
    emptied: emptied.promise,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
