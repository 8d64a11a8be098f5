import { arn, digits, id } from './ids.ts';
import { BALANCER } from './interfaces.ts';
import { subnetId, vpcId, zone } from './network.ts';
import { groupId } from './security-groups.ts';

const BALANCER_ARN = arn('elasticloadbalancing', `loadbalancer/${BALANCER}`);
const TARGETS_ARN = arn('elasticloadbalancing', `targetgroup/shop/${digits('targets', 16)}`);
const listenerArn = (port: number): string =>
  arn('elasticloadbalancing', `listener/${BALANCER}/${digits(`listener ${port}`, 16)}`);

const attributes = (values: Readonly<Record<string, string>>) => ({
  Attributes: Object.entries(values).map(([Key, Value]) => ({ Key, Value })),
});

export function loadBalancerOutputs(): Record<string, unknown> {
  const forward = {
    Type: 'forward',
    TargetGroupArn: TARGETS_ARN,
    Order: 1,
    ForwardConfig: {
      TargetGroups: [{ TargetGroupArn: TARGETS_ARN, Weight: 1 }],
      TargetGroupStickinessConfig: { Enabled: false },
    },
  };
  const redirect = {
    Type: 'redirect',
    Order: 1,
    RedirectConfig: {
      Protocol: 'HTTPS',
      Port: '443',
      Host: '#{host}',
      Path: '/#{path}',
      Query: '#{query}',
      StatusCode: 'HTTP_301',
    },
  };
  const listener = (port: number, protocol: string, action: object) => ({
    ListenerArn: listenerArn(port),
    LoadBalancerArn: BALANCER_ARN,
    Port: port,
    Protocol: protocol,
    DefaultActions: [action],
  });
  const defaultRule = (port: number, action: object) => ({
    RuleArn: listenerArn(port)
      .replace(':listener/', ':listener-rule/')
      .concat(`/${digits(`rule ${port}`, 16)}`),
    Priority: 'default',
    Conditions: [],
    Actions: [action],
    IsDefault: true,
  });
  return {
    'elb-describe-load-balancers': { LoadBalancerDescriptions: [] },
    'elbv2-describe-load-balancers': {
      LoadBalancers: [
        {
          LoadBalancerArn: BALANCER_ARN,
          DNSName: `shop-1402958837.us-east-1.elb.amazonaws.com`,
          CanonicalHostedZoneId: 'Z35SXDOTRQ7X7K',
          CreatedTime: '2024-05-14T09:02:44.160000+00:00',
          LoadBalancerName: 'shop',
          Scheme: 'internet-facing',
          VpcId: vpcId('prod'),
          State: { Code: 'active' },
          Type: 'application',
          AvailabilityZones: (['a', 'b'] as const).map((letter) => ({
            ZoneName: zone(letter),
            SubnetId: subnetId(`prod/public-${letter}`),
            LoadBalancerAddresses: [],
          })),
          SecurityGroups: [groupId('prod/alb')],
          IpAddressType: 'dualstack',
        },
      ],
    },
    'elbv2-describe-load-balancer-attributes': {
      [BALANCER_ARN]: attributes({
        'deletion_protection.enabled': 'true',
        'load_balancing.cross_zone.enabled': 'true',
        'routing.http.drop_invalid_header_fields.enabled': 'true',
      }),
    },
    'elbv2-describe-listeners': {
      Listeners: [listener(443, 'HTTPS', forward), listener(80, 'HTTP', redirect)],
    },
    'elbv2-describe-rules': { Rules: [defaultRule(443, forward), defaultRule(80, redirect)] },
    'elbv2-describe-target-groups': {
      TargetGroups: [
        {
          TargetGroupArn: TARGETS_ARN,
          TargetGroupName: 'shop',
          Protocol: 'HTTP',
          Port: 8080,
          VpcId: vpcId('prod'),
          HealthCheckProtocol: 'HTTP',
          HealthCheckPort: 'traffic-port',
          HealthCheckEnabled: true,
          HealthCheckIntervalSeconds: 30,
          HealthCheckTimeoutSeconds: 5,
          HealthyThresholdCount: 5,
          UnhealthyThresholdCount: 2,
          HealthCheckPath: '/healthz',
          Matcher: { HttpCode: '200' },
          LoadBalancerArns: [BALANCER_ARN],
          TargetType: 'instance',
          ProtocolVersion: 'HTTP1',
          IpAddressType: 'ipv4',
        },
      ],
    },
    'elbv2-describe-target-group-attributes': {
      [TARGETS_ARN]: attributes({ 'stickiness.enabled': 'false', 'deregistration_delay.timeout_seconds': '60' }),
    },
    'elbv2-describe-target-health': {
      [TARGETS_ARN]: {
        TargetHealthDescriptions: ['prod/app-1', 'prod/app-2', 'prod/app-3'].map((name) => ({
          Target: { Id: id('i', name), Port: 8080 },
          HealthCheckPort: '8080',
          TargetHealth: { State: 'healthy' },
        })),
      },
    },
  };
}
