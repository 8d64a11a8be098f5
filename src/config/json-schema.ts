import { z } from 'zod';
import { configSchema, repositoryConfigSchema } from './schema.ts';

/** JSON Schemas for editors, by the file name they are published under in `schemas/`. */
export function jsonSchemas(): Readonly<Record<string, object>> {
  return {
    'sallyport.schema.json': published(configSchema, 'Sallyport: .github/sallyport.yml of the .github repository'),
    'sallyport-repository.schema.json': published(
      repositoryConfigSchema,
      'Sallyport: .github/sallyport.yml of any other repository; it can only narrow',
    ),
  };
}

function published(schema: z.ZodType, title: string): object {
  return { title, ...z.toJSONSchema(schema, { io: 'input' }) };
}
