import { toNetwork } from '../../snapshot/index.ts';
import { type OpenedRule, withRule } from '../edits.ts';
import { type Chapter, check, issues, openIssue } from './chapter.ts';
import type { Stage } from './stage.ts';

export const DOOR = /internet can reach tcp\/22.*through edge/;
/** The same rule is in no code. */
export const DRIFT = /rules of edge .* are not those of its code: 1 in no code/;

function doorRule({ recorded }: Stage): OpenedRule {
  const network = toNetwork({ regions: [recorded] });
  const groupId = network.securityGroups.find((group) => group.groupName === 'edge')!.id;
  return {
    id: 'sgr-0d4e51c8a7f2b9630',
    groupId,
    protocol: 'tcp',
    port: 22,
    cidr: '0.0.0.0/0',
    description: 'debugging, remove tonight',
  };
}

/** Somebody opens SSH to the world in the console; the next scan says who can now reach what. */
export const doorOpened: Chapter = {
  title: 'Somebody opens tcp/22 to the world',
  async play(stage, tell) {
    const before = issues(stage);
    const rule = doorRule(stage);
    tell.says(`In the AWS console a rule is added to the group edge: tcp 22 from ${rule.cidr}, "${rule.description}".`);
    stage.setAccount(withRule(stage.recorded, rule));
    tell.says('The next scan runs.');
    await stage.service.useCases.scan(stage.github.installations()[0]!, stage.account);
    await stage.quiet();
    const issue = openIssue(stage, DOOR);
    const known = new Set(before.map(({ number }) => number));
    const fresh = issues(stage).filter(({ number }) => !known.has(number));
    const drift = openIssue(stage, DRIFT);
    check(
      tell,
      fresh.length === 2,
      `two new issues: #${issue.number} ${issue.title}; and #${drift.number} ${drift.title}`,
    );
    check(tell, issue.labels.includes('severity: critical'), 'it is critical, since packets do get through');
    const proxies = ['edge-1', 'edge-2', 'edge-3'];
    check(
      tell,
      proxies.every((name) => issue.body.includes(name)),
      `it lists who is exposed: ${proxies.join(', ')}`,
    );
    check(
      tell,
      issue.body.includes('revoke-security-group-ingress') && issue.body.includes(rule.id),
      `it holds the command that revokes exactly ${rule.id}`,
    );
    tell.shows('issue', `#${issue.number} ${issue.title}`, issue.body);
  },
};
