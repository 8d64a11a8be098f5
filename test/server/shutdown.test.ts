import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { stopOnSignals } from '../../src/server/shutdown.ts';
import { recordedLog } from './support.ts';

/** A process that can be signalled, and remembers how it ended. */
function fakeProcess() {
  const ended = Promise.withResolvers<number>();
  const codes: number[] = [];
  const host = Object.assign(new EventEmitter(), {
    exit: (code: number) => {
      codes.push(code);
      ended.resolve(code);
    },
  });
  return {
    host: host as unknown as EventEmitter & Pick<NodeJS.Process, 'on' | 'off' | 'exit'>,
    ended: ended.promise,
    codes,
  };
}

describe('a signal', () => {
  it.each(['SIGTERM', 'SIGINT'])('%s drains, then ends the process well', async (signal) => {
    const { host, ended } = fakeProcess();
    const stop = vi.fn(() => Promise.resolve());
    stopOnSignals(stop, { log: recordedLog().log, process: host });
    host.emit(signal, signal);
    expect(await ended).toBe(0);
    expect(stop).toHaveBeenCalledOnce();
  });

  it('says when draining failed', async () => {
    const { host, ended } = fakeProcess();
    const { log, lines } = recordedLog();
    stopOnSignals(() => Promise.reject(new Error('queue is stuck')), { log, process: host });
    host.emit('SIGTERM', 'SIGTERM');
    expect(await ended).toBe(1);
    expect(lines.join('')).toContain('queue is stuck');
  });

  it('gives up a drain that hangs', async () => {
    const { host, ended } = fakeProcess();
    stopOnSignals(() => new Promise(() => {}), { log: recordedLog().log, process: host, timeout: 1 });
    host.emit('SIGTERM', 'SIGTERM');
    expect(await ended).toBe(1);
  });

  it('given twice ends at once', () => {
    const { host, codes } = fakeProcess();
    const off = stopOnSignals(() => new Promise(() => {}), { log: recordedLog().log, process: host, timeout: 1 });
    host.emit('SIGTERM', 'SIGTERM');
    host.emit('SIGINT', 'SIGINT');
    expect(codes).toEqual([1]);
    off();
    expect(host.listenerCount('SIGTERM') + host.listenerCount('SIGINT')).toBe(0);
  });
});
