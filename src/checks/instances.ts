import type { Instance } from '../network/index.ts';
import type { CheckContext } from './context.ts';
import { isDefined } from './defined.ts';

/** Instances that exist or are to be made; a terminated one is listed for an hour. */
export function runningInstances({ network }: CheckContext): readonly Instance[] {
  return network.instances.filter(
    (instance) => instance.state !== 'terminated' && instance.state !== 'shutting-down' && isDefined(instance),
  );
}
