import type { Command } from 'commander';

/** Runs a command without a process: what it printed, and how it would exit. */
export async function runCommand(command: Command, args: readonly string[]) {
  const printed = { out: '', err: '' };
  command.exitOverride().configureOutput({
    writeOut: (text) => {
      printed.out += text;
    },
    writeErr: (text) => {
      printed.err += text;
    },
  });
  const exitCode = await command.parseAsync(args, { from: 'user' }).then(
    () => 0,
    (error: { readonly exitCode?: number; readonly message: string }) => {
      if (error.exitCode === undefined) throw error;
      return error.exitCode;
    },
  );
  return { ...printed, exitCode };
}
