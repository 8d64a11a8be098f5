/** What tells who wrote an issue or a comment. */
export interface Written {
  readonly user?: { readonly login: string } | null;
  readonly performed_via_github_app?: { readonly slug?: string } | null;
}

/**
 * Whether this app wrote an issue or a comment. Markers count only there: anyone may copy one into a text of their own.
 * `[` cannot occur in a person's login, so the bot's login is proof by itself; `performed_via_github_app` alone is not,
 * since an app acting for a person sets it on that person's text.
 */
export function isWrittenBy(appSlug: string, { user, performed_via_github_app: via }: Written): boolean {
  return user?.login === botLogin(appSlug) && (via?.slug === undefined || via.slug === appSlug);
}

/** The login an app acts under. */
export function botLogin(appSlug: string): string {
  return `${appSlug}[bot]`;
}
