import type { Argument, Command, Option } from 'commander';
import { program } from '../../src/cli/program.ts';

/** Every command with its arguments and options, as `--help` has them. */
export function commandsReference(): string {
  return program().commands.map(sectionOf).join('\n\n');
}

function sectionOf(command: Command): string {
  const { registeredArguments, options } = command;
  const rows = [...registeredArguments.map(argumentRow), ...options.map(optionRow)];
  return [
    `### sallyport ${command.name()}`,
    '',
    `\`sallyport ${command.name()} ${command.usage()}\`: ${cell(command.description())}.`,
    ...(rows.length > 0 ? ['', '| | | default |', '|---|---|---|', ...rows] : []),
  ].join('\n');
}

function argumentRow(argument: Argument): string {
  const name = argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
  return `| \`${name}\` | ${cell(argument.description)} | ${argument.required ? 'required' : ''} |`;
}

function optionRow({ flags, description, argChoices, mandatory, defaultValue, envVar }: Option): string {
  const choices = argChoices ? `: ${argChoices.map((choice) => `\`${choice}\``).join(', ')}` : '';
  const from = envVar === undefined ? '' : `; or \`${envVar}\``;
  const preset = defaultValue === undefined ? '' : `\`${String(defaultValue)}\``;
  return `| \`${flags}\` | ${cell(description)}${choices}${from} | ${mandatory ? 'required' : preset} |`;
}

/** Angle brackets outside code would be HTML. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/<\S+/g, '`$&`');
}
