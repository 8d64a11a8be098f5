import type { RouteFacts } from '../../drift/index.ts';
import type { Finding } from '../../findings/index.ts';
import type { Network, Resource } from '../../network/index.ts';

/** What routes may ask of findings in a network: tags by the resource a finding is about. */
export function routeFacts(network: Network): (finding: Finding) => RouteFacts {
  const resources = new Map(
    Object.values(network)
      .flat()
      .filter(isResource)
      .map((resource) => [resource.id, resource]),
  );
  return ({ resource: { id } }) => {
    const resource = resources.get(id);
    const vpc = resource && 'vpcId' in resource ? resources.get(String(resource.vpcId)) : undefined;
    return { tags: { ...vpc?.tags, ...resource?.tags }, owners: [] };
  };
}

function isResource(item: unknown): item is Resource {
  return typeof item === 'object' && item !== null && 'id' in item && 'origin' in item;
}
