import type { Logger } from 'probot';

interface ShutdownOptions {
  readonly log: Pick<Logger, 'info' | 'error'>;
  /** Milliseconds until a drain that hangs is abandoned; below Kubernetes' 30 s. */
  readonly timeout?: number;
  readonly process?: Pick<NodeJS.Process, 'on' | 'off' | 'exit'>;
}

/**
 * Drains once on SIGTERM or SIGINT, then ends the process: 0 when drained, 1 when that failed or took too long. A second
 * signal ends it at once.
 * @returns a function that takes the handlers off again
 */
export function stopOnSignals(
  stop: () => Promise<void>,
  { log, timeout = 25_000, process: host = process }: ShutdownOptions,
): () => void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) return host.exit(1);
    stopping = true;
    log.info({ signal }, 'draining');
    const timer = setTimeout(() => {
      log.error({ timeout }, 'drain took too long');
      host.exit(1);
    }, timeout);
    void stop()
      .then(() => 0)
      .catch((error: unknown) => {
        log.error({ err: error }, 'drain failed');
        return 1;
      })
      .then((code) => {
        clearTimeout(timer);
        host.exit(code);
      });
  };
  host.on('SIGTERM', onSignal);
  host.on('SIGINT', onSignal);
  return () => {
    host.off('SIGTERM', onSignal);
    host.off('SIGINT', onSignal);
  };
}
