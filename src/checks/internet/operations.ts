/** What reachability from the internet is computed from. */
export const REACHABILITY_OPERATIONS: readonly string[] = [
  'describe-vpcs',
  'describe-subnets',
  'describe-network-interfaces',
  'describe-security-groups',
  'describe-managed-prefix-lists',
  'get-managed-prefix-list-entries',
  'describe-network-acls',
  'describe-route-tables',
  'describe-internet-gateways',
];
