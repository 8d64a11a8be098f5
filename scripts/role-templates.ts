/**
 * Writes the templates of the role that Sallyport assumes: `node scripts/role-templates.ts` → deploy/. They grant the
 * calls in src/aws and nothing else.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cloudFormationTemplate } from './role-templates/cloudformation.ts';
import { extrasTemplate, organizationTemplate } from './role-templates/extras.ts';
import { terraformModule } from './role-templates/terraform.ts';

/** File → content, relative to the root of the project. */
export function roleTemplates(): ReadonlyMap<string, string> {
  return new Map([
    ['deploy/cloudformation/sallyport-role.yaml', cloudFormationTemplate()],
    ['deploy/cloudformation/sallyport-extras.yaml', extrasTemplate()],
    ['deploy/cloudformation/sallyport-organization.yaml', organizationTemplate()],
    ['deploy/terraform/main.tf', terraformModule()],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  for (const [file, content] of roleTemplates()) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
}
