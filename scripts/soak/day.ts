import { readFiles } from '../../src/demo/data.ts';
import type { Memory } from './memory.ts';
import type { Rig } from './rig.ts';

const INFRA = 'acme/infra';
const ENGINEER = 'platform-engineer';

/** What people do all day, one act after the other; each sends real webhooks, and its work is done by the real service. */
const ACTS: readonly ((rig: Rig, round: number) => void)[] = [
  ({ github }, round) => {
    const person = github.as(ENGINEER);
    const branch = `change-${round}`;
    person.commit(INFRA, {
      branch,
      message: 'Expose',
      files: readFiles('infra/pull-requests/expose-reporting-database'),
    });
    const number = person.openPullRequest(INFRA, { title: `Change ${round}`, head: branch });
    person.commit(INFRA, { branch, message: 'Again', files: { 'envs/prod/note.tf': `# ${round}\n` } });
    person.comment(INFRA, number, '/sallyport recheck');
    person.closeIssue(INFRA, number);
  },
  ({ github }, round) => {
    const text = readFiles('infra/dot-github')['.github/sallyport.yml']!;
    github.as('org-owner').commit('acme/.github', {
      message: 'Configuration',
      files: { '.github/sallyport.yml': `${text}\n# ${round}\n` },
    });
  },
  ({ github }) => {
    const issue = github
      .dump()
      .repositories[INFRA]?.issues.find(({ state, labels }) => state === 'open' && labels.includes('sallyport'));
    if (!issue) return;
    github.as(ENGINEER).comment(INFRA, issue.number, '/sallyport why');
    github.as(ENGINEER).closeIssue(INFRA, issue.number);
  },
  ({ github }, round) => {
    const person = github.as('shop-developer');
    person.comment(INFRA, person.openIssue(INFRA, { title: `Remark ${round}` }), 'not a command');
  },
];

/** @returns what went wrong */
export async function day(
  rig: Rig,
  { seconds, memory }: { readonly seconds: number; readonly memory: Memory },
): Promise<readonly string[]> {
  const end = performance.now() + seconds * 1000;
  const refusedBefore = rig.github.deliveries().filter(({ statusCode }) => statusCode >= 300).length;
  let round = 0;
  for (; performance.now() < end; round++) {
    for (const act of ACTS) act(rig, round);
    await rig.quiet();
    if (round % 5 === 4) memory.note(`round ${round + 1} of the day`, 'rest');
  }
  memory.note('evening', 'rest');
  const refused = rig.github.deliveries().filter(({ statusCode }) => statusCode >= 300).length - refusedBefore;
  const failed = await rig.figure('sallyport_job_duration_seconds_count', 'outcome="failed"');
  const did = ['scan', 'review', 'command'].map(async (queue) => {
    const count = await rig.figure('sallyport_job_duration_seconds_count', `queue="${queue}"`);
    return `${count} ${queue}s`;
  });
  console.log(
    `soak: ${round} rounds; ${(await Promise.all(did)).join(', ')} since the start, ${failed} of all jobs failed`,
  );
  return [
    ...(refused > 0 ? [`${refused} webhooks of the day were not answered well`] : []),
    ...(failed > 0 ? [`${failed} jobs failed`] : []),
  ];
}
