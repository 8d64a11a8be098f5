import { z } from 'zod';
import { jsonSchemas } from '../../src/config/index.ts';
import { environmentSchema } from '../../src/server/index.ts';

/** The part of JSON Schema that the configuration's schemas use. */
interface Schema {
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
}

const schemaType: z.ZodType<Schema> = z.custom<Schema>((value) => typeof value === 'object' && value !== null);

/** Every key of a published schema as a table, `accounts[].id` and `zones.*.vpcs` among them. */
export function configurationTable(file: string): string {
  return tableOf('key', jsonSchemas()[file]);
}

/** Every variable the service reads. */
export function environmentTable(): string {
  return tableOf('variable', environmentSchema());
}

function tableOf(heading: string, schema: unknown): string {
  return [`| ${heading} | meaning | default |`, '|---|---|---|', ...rowsOf(schemaType.parse(schema), '')].join('\n');
}

function rowsOf({ properties = {}, required = [] }: Schema, path: string): readonly string[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const key = `${path}${name}`;
    const preset = required.includes(name) ? 'required' : presetOf(schema);
    return [`| \`${key}\` | ${meaningOf(schema)} | ${preset} |`, ...below(schema, key)];
  });
}

function below(schema: Schema, key: string): readonly string[] {
  const { items, additionalProperties } = schema;
  if (schema.properties) return rowsOf(schema, `${key}.`);
  if (items?.properties) return rowsOf(items, `${key}[].`);
  if (typeof additionalProperties !== 'object') return [];
  return [additionalProperties, ...(additionalProperties.anyOf ?? [])].flatMap((each) => rowsOf(each, `${key}.*.`));
}

function meaningOf({ description = '', items, enum: words }: Schema): string {
  const text = description || items?.description || '';
  const choices = words ? ` ${words.map((word) => `\`${word}\``).join(', ')}.` : '';
  return `${text}${choices}`.replaceAll('|', '\\|').trim();
}

function presetOf({ default: preset }: Schema): string {
  const isEmpty = preset === undefined || (typeof preset === 'object' && Object.keys(preset ?? {}).length === 0);
  if (isEmpty) return '';
  return `\`${typeof preset === 'string' ? preset : JSON.stringify(preset)}\``;
}
