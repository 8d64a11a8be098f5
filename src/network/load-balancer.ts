import type { Resource } from './origin.ts';

export interface Listener {
  readonly arn: string;
  /** As AWS writes it: HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP. */
  readonly protocol: string;
  readonly port: number;
  /** Target groups of the default action and of every listener rule that forwards. */
  readonly targetGroupArns: readonly string[];
}

/** Application, network, gateway or classic load balancer; its interfaces are found by description or id. */
export interface LoadBalancer extends Resource {
  readonly type: 'application' | 'network' | 'gateway' | 'classic';
  readonly scheme: 'internet-facing' | 'internal';
  readonly dnsName?: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly interfaceIds: readonly string[];
  readonly crossZone: boolean;
  readonly listeners: readonly Listener[];
}

export interface TargetGroup extends Resource {
  readonly targetType: 'instance' | 'ip' | 'lambda' | 'alb';
  readonly protocol?: string;
  readonly port?: number;
  readonly vpcId?: string;
  readonly preserveClientIp: boolean;
  readonly targets: readonly {
    /** Instance id, address, function ARN or load balancer ARN. */
    readonly id: string;
    readonly port?: number;
    readonly availabilityZone?: string;
    /** AWS `TargetHealth.State`. */
    readonly health?: string;
  }[];
}
