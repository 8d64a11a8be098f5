/** A partition of AWS: accounts, ARNs and credentials of one mean nothing in another. */
interface Partition {
  readonly name: string;
  /** What its Regions' names begin with. */
  readonly prefixes: readonly string[];
  /** A Region every account of it has enabled. */
  readonly home: string;
}

const COMMERCIAL: Partition = { name: 'aws', prefixes: [], home: 'us-east-1' };
const PARTITIONS: readonly Partition[] = [
  { name: 'aws-cn', prefixes: ['cn-'], home: 'cn-north-1' },
  { name: 'aws-us-gov', prefixes: ['us-gov-'], home: 'us-gov-west-1' },
  { name: 'aws-iso', prefixes: ['us-iso-'], home: 'us-iso-east-1' },
  { name: 'aws-iso-b', prefixes: ['us-isob-'], home: 'us-isob-east-1' },
  { name: 'aws-eusc', prefixes: ['eusc-'], home: 'eusc-de-east-1' },
  COMMERCIAL,
];

/** The name a Region's ARNs begin with: `aws`, `aws-cn`, `aws-us-gov`, … */
export function partitionOf(region: string): string {
  return partitionOfRegion(region).name;
}

/**
 * Where a session is asked for: a regional STS endpoint, since its tokens are valid in every Region, also in ones that must be
 * opted into. Such a Region's own endpoint serves only callers whose own account has opted in; so for it, and
 * where no Region is named, the partition's home is asked.
 * @param role name or ARN; an ARN decides the partition where no Region does
 */
export function sessionRegion(regions: readonly string[], role: string): string {
  const [first] = regions;
  if (first === undefined) return homeOf(role.split(':')[1] ?? 'aws');
  const { name, home } = partitionOfRegion(first);
  return name === 'aws' && !ALWAYS_ENABLED.has(first) ? home : first;
}

function homeOf(partition: string): string {
  return (PARTITIONS.find(({ name }) => name === partition) ?? COMMERCIAL).home;
}

function partitionOfRegion(region: string): Partition {
  return PARTITIONS.find(({ prefixes }) => prefixes.some((prefix) => region.startsWith(prefix))) ?? COMMERCIAL;
}

/** Regions from before March 2019; every later one must be opted into (AWS Account Management, "Enable or disable Regions"). */
const ALWAYS_ENABLED: ReadonlySet<string> = new Set([
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-central-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1'],
  ...['ap-south-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2'],
]);
