import { type Chapter, check, issues, openIssue } from './chapter.ts';
import { INFRA, OWNER } from './stage.ts';

/** What the recorded account has to be told about, by title. */
const EXPECTED = [
  /internet can reach tcp\/22.*launch-wizard-1/,
  /payments-1.* 5 of 5 security groups/,
  /default group .* has/,
  /payments-legacy.* not used/,
];

/** The app is installed; it reads its configuration, scans the account and opens what it found. */
export const firstScan: Chapter = {
  title: 'The app is installed: the first scan',
  async play(stage, tell) {
    tell.says(
      `${OWNER} installs Sallyport on the organisation acme. Its configuration links AWS account ${stage.account}.`,
    );
    stage.github.install(OWNER, 'acme');
    await stage.quiet();
    const found = EXPECTED.map((title) => openIssue(stage, title));
    const overview = openIssue(stage, /network overview/);
    check(tell, true, `${issues(stage).length} issues in ${INFRA}, among them one overview`);
    for (const { number, title } of found) tell.says(`#${number} ${title}`);
    check(
      tell,
      issues(stage).every(({ author, labels }) => author === 'sallyport[bot]' && labels.includes('sallyport')),
      'the app wrote and labelled each of them',
    );
    const worst = found[0]!;
    check(
      tell,
      worst.labels.some((label) => label.startsWith('severity: ')),
      `#${worst.number} says how severe it is`,
    );
    tell.shows('issue', `#${worst.number} ${worst.title}`, worst.body);
    tell.shows('issue', `#${overview.number} ${overview.title}`, overview.body);
  },
};
