import { existsSync, readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CHECKS } from '../checks/index.ts';
import { type Config, parseConfig } from '../config/index.ts';
import { SallyportError } from '../network/index.ts';
import type { CodeOptions } from './source.ts';

/** A configuration file that cannot be used; the message has a line for each error. */
export class ConfigFileError extends SallyportError {}

/** The options every command that reads code has. */
export function withCodeOptions(command: Command): Command {
  return command
    .option('--account <id>', 'account of resources whose code does not name one', '000000000000')
    .option('--region <region>', 'Region of resources whose code does not name one', 'us-east-1')
    .option('--var-file <file...>', 'Terraform variable files, or parameter files of a template, relative to it')
    .option('--workspace <name>', 'Terraform workspace');
}

/** As commander parses `withCodeOptions`. */
export interface ParsedCodeOptions {
  readonly account: string;
  readonly region: string;
  readonly varFile?: readonly string[];
  readonly workspace?: string;
}

export function codeOptions({ account, region, varFile = [], workspace }: ParsedCodeOptions): CodeOptions {
  return { account, region, varFiles: varFile, ...(workspace !== undefined && { workspace }) };
}

/** @throws ConfigFileError when there is no such file; with every error and its line when it is no configuration */
export function readConfigFile(path: string): Config {
  if (!existsSync(path)) throw new ConfigFileError(`There is no configuration at ${path}.`);
  const parsed = parseConfig(
    readFileSync(path, 'utf8'),
    path,
    CHECKS.map(({ id }) => id),
  );
  if (parsed.ok) return parsed.config;
  const lines = parsed.errors.map(({ line, column, message }) => `${path}:${line}:${column}: ${message}`);
  throw new ConfigFileError(lines.join('\n'));
}

/** An option with a fixed set of words. */
export function choice(flags: string, description: string, choices: readonly string[], preset: string): Option {
  return new Option(flags, description).choices([...choices]).default(preset);
}

/** Parses a whole number in a range, both ends included. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`);
  };
}
