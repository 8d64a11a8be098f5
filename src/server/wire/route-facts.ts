import type { RouteFacts } from '../../drift/index.ts';
import type { Finding } from '../../findings/index.ts';
import type { Network, Resource } from '../../network/index.ts';
import type { OwnersOf } from './causing-owners.ts';

/** What routes may ask of findings in a network: tags by the resource a finding is about, owners by its cause. */
export function routeFacts(network: Network, owners: OwnersOf): (finding: Finding) => RouteFacts {
  const resources = new Map(
    Object.values(network)
      .flat()
      .filter(isResource)
      .map((resource) => [resource.id, resource]),
  );
  return (finding) => {
    const resource = resources.get(finding.resource.id);
    const vpc = resource && 'vpcId' in resource ? resources.get(String(resource.vpcId)) : undefined;
    return { tags: { ...vpc?.tags, ...resource?.tags }, owners: owners(finding) };
  };
}

function isResource(item: unknown): item is Resource {
  return typeof item === 'object' && item !== null && 'id' in item && 'origin' in item;
}
