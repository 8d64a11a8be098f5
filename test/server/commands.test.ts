import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Command, parseCommand } from '../../src/server/index.ts';

describe('a command', () => {
  it.each<[comment: string, command: Command]>([
    ['/sallyport help', { kind: 'help' }],
    ['/sallyport', { kind: 'help' }],
    ['/Sallyport RECHECK', { kind: 'recheck' }],
    ['  /sallyport why  ', { kind: 'why' }],
    ['\n\n/sallyport why\nbecause I wonder', { kind: 'why' }],
    ['/sallyport why\r\nmore', { kind: 'why' }],
    [
      '/sallyport accept until 2026-12-31 behind the VPN, see #12',
      { kind: 'accept', until: '2026-12-31', reason: 'behind the VPN, see #12' },
    ],
    ['/sallyport reach internet web', { kind: 'reach', from: 'internet', to: 'web' }],
    [
      '/sallyport reach 10.0.0.0/8 "app servers" tcp/443',
      { kind: 'reach', from: '10.0.0.0/8', to: 'app servers', service: { protocol: 'tcp', port: 443 } },
    ],
    ['/sallyport reach a b UDP', { kind: 'reach', from: 'a', to: 'b', service: { protocol: 'udp' } }],
    ['/sallyport reach a b icmp', { kind: 'reach', from: 'a', to: 'b', service: { protocol: 'icmp' } }],
    ['/sallyport reach a b 50', { kind: 'reach', from: 'a', to: 'b', service: { protocol: '50' } }],
    ['/sallyport approve rolled out behind a flag', { kind: 'approve', reason: 'rolled out behind a flag' }],
  ])('%j', (comment, command) => {
    expect(parseCommand(comment)).toEqual(command);
  });

  it.each([
    ['/sallyport frobnicate', "I don't know 'frobnicate'. Write `/sallyport help`"],
    ['/sallyport __proto__', "I don't know '__proto__'"],
    ['/sallyport accept', 'A waiver needs an end. Write `/sallyport accept until YYYY-MM-DD REASON`.'],
    ['/sallyport accept 2026-12-31 x', 'A waiver needs an end.'],
    ['/sallyport accept until tomorrow x', "'tomorrow' is no date"],
    ['/sallyport accept until 2026-02-30 x', "'2026-02-30' is no date"],
    ['/sallyport accept until 2026-12-31', 'A waiver needs a reason.'],
    ['/sallyport reach internet', 'A path needs two ends. Write `/sallyport reach FROM TO [tcp/443]`.'],
    ['/sallyport reach a b tcp/65536', "'tcp/65536' is no service"],
    ['/sallyport reach a b 256', "'256' is no service"],
    ['/sallyport reach a b tcp/1 more', "I can't read 'more'."],
    ['/sallyport approve', 'An approval needs a reason.'],
  ])('%j is answered with what to write', (comment, message) => {
    expect(parseCommand(comment)).toEqual({ kind: 'invalid', message: expect.stringContaining(message) });
  });

  it.each([
    '',
    'please run /sallyport recheck',
    'first a word\n/sallyport recheck',
    '> /sallyport recheck',
    '    /sallyport recheck',
    '\t/sallyport recheck',
    '```\n/sallyport recheck\n```',
    '`/sallyport recheck`',
    '- /sallyport recheck',
    '/sallyports',
    '/sallyport-recheck',
    '<!-- /sallyport recheck -->',
  ])('is not in %j', (comment) => {
    expect(parseCommand(comment)).toBeUndefined();
  });

  it('is never found in a quote or a fence, and never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('>', '```', '~~~', '    ', 'x'), (text, before) => {
        expect(parseCommand(`${before}/sallyport ${text}`)).toBeUndefined();
        expect(parseCommand(`/sallyport ${text}`)?.kind).toBeTypeOf('string');
      }),
    );
  });
});
