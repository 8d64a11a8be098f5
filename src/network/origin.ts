/** A place in a source file. Lines and columns count from 1; `file` is relative to the repository root. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly endLine?: number;
}

/** Where a fact came from: a recorded AWS call, or a line of infrastructure code. */
export type Origin =
  | {
      readonly kind: 'live';
      readonly account: string;
      readonly region: string;
      /** The AWS CLI command, e.g. `describe-security-groups`. */
      readonly operation: string;
    }
  | {
      readonly kind: 'code';
      /** Terraform resource address or CloudFormation logical id. */
      readonly address: string;
      /** The block or resource that states the fact; absent for a plan read without its code. */
      readonly location?: SourceLocation;
      /** The line whose value decides: a tfvars entry, a module argument, a literal. Defaults to `location`. */
      readonly cause?: SourceLocation;
      /** The deciding value is marked sensitive in the code: it decides, but is not to be printed. */
      readonly sensitive?: boolean;
    };

/** A value that could not be known, why, and what would make it known. Never replaced by a guess. */
export interface Unknown {
  readonly unknown: string;
  readonly resolvedBy?: string;
}

export function isUnknown(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && 'unknown' in value;
}

/** What every resource of a network carries. */
export interface Resource {
  /** AWS id (`sg-…`, `vpc-…`), ARN for load balancers, or the code address of a resource that is only in code. */
  readonly id: string;
  /** The `Name` tag or the resource's own name. */
  readonly name?: string;
  /** Twelve digits; empty when code does not say. */
  readonly account: string;
  readonly region: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly origin: Origin;
}
