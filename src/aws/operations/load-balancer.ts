import { paginateDescribeLoadBalancers as paginateDescribeClassicLoadBalancers } from '@aws-sdk/client-elastic-load-balancing';
import {
  DescribeLoadBalancerAttributesCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetHealthCommand,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  paginateDescribeRules,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { once, PAGE_SIZE, type ReadOperation } from '../read-operation.ts';

/** Load balancers and where they send what they get. */
export const LOAD_BALANCER_READS: readonly ReadOperation[] = [
  {
    command: 'elb-describe-load-balancers',
    purpose: 'classic load balancers, their listeners and instances',
    pages: ({ elb }) => paginateDescribeClassicLoadBalancers({ client: elb, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'elbv2-describe-load-balancers',
    purpose: 'application, network and gateway load balancers',
    pages: ({ elbv2 }) => paginateDescribeLoadBalancers({ client: elbv2, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'elbv2-describe-load-balancer-attributes',
    purpose: 'whether a load balancer crosses zones',
    pages: ({ elbv2 }, [LoadBalancerArn]) =>
      once(elbv2.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }))),
  },
  {
    command: 'elbv2-describe-listeners',
    purpose: 'the ports load balancers listen on',
    pages: ({ elbv2 }, [LoadBalancerArn]) =>
      paginateDescribeListeners({ client: elbv2, pageSize: PAGE_SIZE }, { LoadBalancerArn }),
  },
  {
    command: 'elbv2-describe-rules',
    purpose: 'the target groups listeners forward to',
    pages: ({ elbv2 }, [ListenerArn]) => paginateDescribeRules({ client: elbv2, pageSize: PAGE_SIZE }, { ListenerArn }),
    // Only listeners of application load balancers have rules beside their default actions.
    skips: (listenerArn) => !listenerArn.includes(':listener/app/'),
  },
  {
    command: 'elbv2-describe-target-groups',
    purpose: 'target groups: protocol, port, kind of target',
    pages: ({ elbv2 }) => paginateDescribeTargetGroups({ client: elbv2, pageSize: PAGE_SIZE }, {}),
  },
  {
    command: 'elbv2-describe-target-group-attributes',
    purpose: 'whether targets see the client address',
    pages: ({ elbv2 }, [TargetGroupArn]) =>
      once(elbv2.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }))),
  },
  {
    command: 'elbv2-describe-target-health',
    purpose: 'the targets themselves',
    pages: ({ elbv2 }, [TargetGroupArn]) => once(elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }))),
  },
];
