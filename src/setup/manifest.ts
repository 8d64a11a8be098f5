import { parse } from 'yaml';
import { z } from 'zod';

/** What GitHub is asked to register. @see https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest */
export interface Manifest {
  readonly name: string;
  readonly url: string;
  readonly description: string;
  readonly public: boolean;
  readonly hook_attributes: { readonly url: string; readonly active: true };
  readonly redirect_url: string;
  readonly default_permissions: Readonly<Record<string, string>>;
  readonly default_events: readonly string[];
}

/** GitHub takes no longer name of an app. */
export const LONGEST_NAME = 34;
const WEBHOOK_PATH = '/api/github/webhooks';

const appFile = z.object({
  url: z.url(),
  description: z.string(),
  public: z.boolean(),
  default_permissions: z.record(z.string(), z.enum(['read', 'write'])),
  default_events: z.array(z.string()),
});

/** What a person decides: names of apps are unique on all of GitHub, and only they know the service's address. */
export interface Choices {
  readonly name: string;
  /** Where GitHub reaches the service, without a path. */
  readonly publicUrl: string;
}

/**
 * The manifest: permissions and events of `app.yml`, and nothing more.
 * @param redirectUrl where GitHub sends the browser with the code
 */
export function manifestOf(appYaml: string, { name, publicUrl }: Choices, redirectUrl: string): Manifest {
  return {
    name,
    ...appFile.parse(parse(appYaml)),
    hook_attributes: { url: publicUrl.replace(/\/+$/, '') + WEBHOOK_PATH, active: true },
    redirect_url: redirectUrl,
  };
}
