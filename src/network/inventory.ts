/** What the network does not say of an account: read by further permissions, and absent where they are not granted. */
export interface Inventory {
  /** What was wholly read, as `account Region operation`: of other places the rest says nothing. */
  readonly read: ReadonlySet<string>;
  /** Ids of VPCs, subnets and interfaces whose flows are logged, by an active flow log. */
  readonly flowLogs?: ReadonlySet<string>;
  readonly volumes?: readonly Volume[];
  readonly keyPairs?: readonly KeyPair[];
  /** When each image was made (ISO 8601), by its id. */
  readonly imageDates?: ReadonlyMap<string, string>;
  /** By instance id. */
  readonly patchStates?: ReadonlyMap<string, PatchState>;
  /** Values of Service Quotas by `account Region code`. */
  readonly quotas?: ReadonlyMap<string, number>;
  /** When all this was read, ISO 8601: ages count from here. */
  readonly at?: string;
}

export interface Volume {
  readonly id: string;
  readonly encrypted: boolean;
  readonly instanceIds: readonly string[];
}

export interface KeyPair {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly createdAt?: string;
}

export interface PatchState {
  readonly missing: number;
  readonly failed: number;
}
