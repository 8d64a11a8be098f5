import { readFiles } from '../data.ts';
import type { CheckRunDump } from '../stand-in/index.ts';
import { type Chapter, check, type PullRequest, pullRequest } from './chapter.ts';
import { StoryError } from './error.ts';
import { DEVELOPER, ENGINEER, INFRA, type Stage } from './stage.ts';

const TFVARS = 'envs/prod/prod.auto.tfvars';
const CHECK = 'Sallyport / reachability';

/** Pushes the files of one of the demo's changes to a branch and opens a pull request. */
async function propose(stage: Stage, author: string, change: string, title: string): Promise<PullRequest> {
  const person = stage.github.as(author);
  person.commit(INFRA, { branch: change, message: title, files: readFiles(`infra/pull-requests/${change}`) });
  const number = person.openPullRequest(INFRA, { title, head: change, body: '' });
  await stage.quiet();
  return pullRequest(stage, number);
}

function checkRunOf(pull: PullRequest): CheckRunDump {
  const run = pull.checkRuns.filter(({ name }) => name === CHECK).at(-1);
  if (!run) throw new StoryError(`expected: a check run "${CHECK}" on #${pull.number}`);
  return run;
}

/** One line of a tfvars file would show the reporting database to the internet. */
export const exposingPullRequest: Chapter = {
  title: 'A pull request changes one line, and with it who can reach a database',
  async play(stage, tell) {
    tell.says(`${DEVELOPER} opens a pull request: reporting_allowed_cidrs in ${TFVARS} becomes ["0.0.0.0/0"].`);
    const pull = await propose(stage, DEVELOPER, 'expose-reporting-database', 'Let the BI vendor read the reports');
    const comment = pull.comments.find(({ author }) => author === 'sallyport[bot]');
    check(tell, comment !== undefined && pull.comments.length === 1, 'one comment says what would change');
    check(
      tell,
      /[1-9]\d* opened to the internet/.test(comment!.body) &&
        /reporting-db/.test(comment!.body) &&
        /5432/.test(comment!.body),
      'it names the internet, reporting-db and port 5432',
    );
    const line = readFiles('infra/pull-requests/expose-reporting-database')
      [TFVARS]!.split('\n')
      .findIndex((text) => text.startsWith('reporting_allowed_cidrs'));
    const onLine = pull.reviewComments.find((one) => one.path === TFVARS && one.line === line + 1);
    check(tell, onLine !== undefined, `a review comment sits on the causing line, ${TFVARS}:${line + 1}`);
    const run = checkRunOf(pull);
    check(tell, run.conclusion === 'failure', 'the check run fails');
    tell.shows('comment', `on #${pull.number} by ${comment!.author}`, comment!.body);
    tell.shows('review comment', `${onLine!.path}:${onLine!.line}`, onLine!.body);
    tell.showsCheckRun(run, 'brief');
  },
};

/** Inline rules become rules of their own, a CIDR is split: much text, no change. */
export const refactoringPullRequest: Chapter = {
  title: 'A pull request changes a lot of text, and nothing else',
  async play(stage, tell) {
    tell.says(`${ENGINEER} opens a refactoring: inline rules become standalone ones, a CIDR is split in two.`);
    const pull = await propose(
      stage,
      ENGINEER,
      'standalone-rules',
      'Standalone rules for the cache, halves of the VPC',
    );
    const run = checkRunOf(pull);
    check(tell, run.conclusion === 'success', 'the check run is green');
    check(tell, /no reachability change/i.test(run.title ?? ''), 'and says: no reachability change');
    check(tell, pull.comments.length + pull.reviewComments.length === 0, 'nobody is bothered with a comment');
    tell.showsCheckRun(run);
  },
};
