import type { Listener, Problem } from '../../network/index.ts';
import { type Fields, labelOf, list, nested, optionalInteger, optionalText, text } from '../fields.ts';
import type { Snapshot } from '../model.ts';
import type { Operation } from '../operation.ts';
import { attempt, distinct, itemsOf, order, readingsOf } from '../reading.ts';

/** Listeners by load balancer ARN, with the target groups of their default actions and of their rules. */
export type Listeners = ReadonlyMap<string, readonly Listener[]>;

export function readListeners(snapshot: Snapshot, problems: Problem[]): Listeners {
  const forwards = new Map<string, string[]>();
  each(snapshot, 'elbv2-describe-rules', 'RuleArn', problems, (arn, fields) => {
    const listener = arn.replace(':listener-rule/', ':listener/').replace(/\/[^/]*$/, '');
    forwards.set(listener, [...(forwards.get(listener) ?? []), ...targetGroups(list(fields, 'Actions'))]);
  });
  const byBalancer = new Map<string, Map<string, Listener>>();
  each(snapshot, 'elbv2-describe-listeners', 'ListenerArn', problems, (arn, fields) => {
    const balancer = text(fields, 'LoadBalancerArn');
    const listener = {
      arn,
      // A gateway load balancer's listener states neither: it takes everything, encapsulated in GENEVE on 6081.
      protocol: optionalText(fields, 'Protocol') ?? 'GENEVE',
      port: optionalInteger(fields, 'Port') ?? 6081,
      targetGroupArns: distinct([...targetGroups(list(fields, 'DefaultActions')), ...(forwards.get(arn) ?? [])]),
    };
    const siblings = byBalancer.get(balancer) ?? new Map<string, Listener>();
    byBalancer.set(balancer, siblings.set(arn, listener));
  });
  return new Map(
    [...byBalancer].map(([balancer, found]) => [balancer, [...found.values()].sort((a, b) => order(a.arn, b.arn))]),
  );
}

function each(
  snapshot: Snapshot,
  operation: Operation,
  id: string,
  problems: Problem[],
  read: (arn: string, fields: Fields) => void,
): void {
  for (const reading of readingsOf(snapshot, operation, problems))
    for (const fields of itemsOf(reading))
      attempt(labelOf(fields, id, operation), reading, () => read(text(fields, id), fields));
}

/** A target group of weight 0 gets nothing. */
function targetGroups(actions: readonly Fields[]): string[] {
  return actions.flatMap((action) => {
    const weighted = list(nested(action, 'ForwardConfig'), 'TargetGroups');
    if (weighted.length > 0)
      return weighted.filter((group) => group['Weight'] !== 0).map((group) => text(group, 'TargetGroupArn'));
    const only = optionalText(action, 'TargetGroupArn');
    return only === undefined ? [] : [only];
  });
}
