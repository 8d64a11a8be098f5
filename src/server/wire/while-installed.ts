import type { Parts } from './installation.ts';

/**
 * Does an installation's work; when GitHub refuses it because the app was suspended or taken away meanwhile, there is
 * nothing left to try again.
 */
export async function whileInstalled(
  { gitHub, log }: Pick<Parts, 'gitHub' | 'log'>,
  installationId: number,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const status = error instanceof Error && 'status' in error ? error.status : undefined;
    if (status !== 401 && status !== 403 && status !== 404) throw error;
    const installation = (await gitHub.installations()).find(({ id }) => id === installationId);
    if (installation && !installation.suspended) throw error;
    log.info({ installation: installationId }, installation ? 'left undone: suspended' : 'left undone: uninstalled');
  }
}
