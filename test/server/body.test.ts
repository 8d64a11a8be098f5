import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyReader } from '../../src/server/body.ts';

function request(headers: Record<string, string> = {}): PassThrough & IncomingMessage {
  return Object.assign(new PassThrough(), { headers }) as PassThrough & IncomingMessage;
}

describe('a body', () => {
  it('is read whole, or refused, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 8 })), fc.boolean(), async (chunks, declares) => {
        const whole = Buffer.concat(chunks);
        const sent = request(declares ? { 'content-length': String(whole.length) } : {});
        const reading = bodyReader({ body: 20, total: 100 })(sent);
        for (const chunk of chunks) sent.write(chunk);
        sent.end();
        expect(await reading).toEqual(whole.length > 20 ? 'too-large' : whole);
      }),
    );
  });

  it('is refused while others fill the room there is, and taken when they are done', async () => {
    const read = bodyReader({ body: 20, total: 25 });
    const [first, second, third, fourth] = [request(), request(), request({ 'content-length': '20' }), request()];
    const reading = [read(first), read(second)];
    first.write(Buffer.alloc(15));
    await new Promise(setImmediate);
    expect(await read(third)).toBe('busy');
    second.end(Buffer.alloc(15));
    expect(await reading[1]).toBe('busy');
    first.end();
    expect(await reading[0]).toHaveLength(15);
    fourth.end(Buffer.alloc(20));
    expect(await read(fourth)).toHaveLength(20);
  });

  it('whose sender hangs up gives its room back', async () => {
    const read = bodyReader({ body: 20, total: 20 });
    const [broken, next] = [request(), request()];
    const reading = read(broken);
    broken.write(Buffer.alloc(20));
    await new Promise(setImmediate);
    broken.destroy(new Error('reset'));
    await expect(reading).rejects.toThrow('reset');
    next.end(Buffer.alloc(20));
    expect(await read(next)).toHaveLength(20);
  });
});
