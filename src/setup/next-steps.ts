import { externalId } from '../drift/index.ts';
import type { NewApp } from './convert.ts';

/** What is left to do once the app is registered, one paragraph each. */
export function nextSteps(
  app: NewApp,
  { path, secret, port }: { path: string; secret: string; port: number },
): string[] {
  return [
    `The app '${app.slug}' is registered for ${app.owner}. Its credentials are in ${path}: keep a copy where you keep secrets, GitHub shows them only once.`,
    `Install it on the repositories with infrastructure code, those that get issues, and .github: ${app.htmlUrl}/installations/new`,
    `Let GitHub reach /api/github/webhooks of this service (port ${port}), by a reverse proxy with TLS; nothing else of it.`,
    `Create the read-only role in each AWS account, as deploy/README.md says. The external id of ${app.owner} is ${externalId(secret, app.owner)}`,
    `Link the accounts in .github/sallyport.yml of the private repository ${app.owner}/.github, as docs/install.md says.`,
  ];
}
