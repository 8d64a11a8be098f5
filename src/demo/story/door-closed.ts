import { type Chapter, check, issueNumbered, issues, openIssue } from './chapter.ts';
import { DOOR, DRIFT } from './door-opened.ts';
import { ENGINEER, INFRA } from './stage.ts';

/** The rule is revoked; a recheck proves it and closes the issue. */
export const doorClosed: Chapter = {
  title: 'It is closed again',
  async play(stage, tell) {
    const { number } = openIssue(stage, DOOR);
    const drift = openIssue(stage, DRIFT).number;
    const gone = [number, drift];
    const others = issues(stage).filter((issue) => !gone.includes(issue.number));
    tell.says(`${ENGINEER} runs that command, then comments on #${number}: /sallyport recheck`);
    stage.setAccount(stage.recorded);
    stage.github.as(ENGINEER).comment(INFRA, number, '/sallyport recheck');
    await stage.quiet();
    const issue = issueNumbered(stage, number);
    check(tell, issue.state === 'closed' && issue.stateReason === 'completed', `#${number} is closed as completed`);
    check(
      tell,
      issueNumbered(stage, drift).state === 'closed',
      `so is #${drift}: the rules are those of the code again`,
    );
    const answers = issue.comments.filter(({ author }) => author === 'sallyport[bot]');
    const evidence = answers.at(-1);
    check(tell, evidence !== undefined, 'a comment gives the evidence');
    const state = (list: typeof others) => list.map((other) => `${other.number} ${other.state}`).join();
    check(
      tell,
      state(others) === state(issues(stage).filter((other) => !gone.includes(other.number))),
      'every other issue is as it was',
    );
    for (const answer of answers) tell.shows('comment', `on #${number} by ${answer.author}`, answer.body);
  },
};
