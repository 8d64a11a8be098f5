import type { Network } from '../../network/index.ts';
import type { ResourceInstance } from '../resource.ts';
import { anyService } from './any-service.ts';
import { newDraft, type Placement, statement } from './draft.ts';
import { identities } from './identity.ts';
import { type Namer, withUsers } from './named-by.ts';
import { KINDS } from './registry.ts';

const READ = new Set(KINDS.flatMap(({ types }) => types.map((type) => `managed ${type}`)));

/**
 * The network that resource instances of one root state. Ids are AWS's where known, else addresses; what AWS adds by
 * itself (default groups and ACLs, local routes, addresses) is left to the overlay, which knows what is live.
 */
export function terraformNetwork(
  resources: readonly ResourceInstance[],
  placement: Placement,
  modules: readonly Namer[] = [],
): Network {
  const ids = identities(resources);
  const draft = newDraft(resources, ids, placement);
  const byType = Map.groupBy(resources, (r) => `${r.mode} ${r.type}`);
  for (const kind of KINDS)
    for (const mode of kind.modes ?? ['managed'])
      for (const type of kind.types)
        for (const instance of byType.get(`${mode} ${type}`) ?? []) kind.read(statement(instance, draft), draft);
  for (const [key, instances] of byType)
    if (!READ.has(key) && key.startsWith('managed '))
      for (const instance of instances) anyService(statement(instance, draft), draft);
  return withUsers(draft.network, resources, modules, ids);
}
