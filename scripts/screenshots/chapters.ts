import type { Chapter } from '../../src/demo/story/chapter.ts';
import { openIssue } from '../../src/demo/story/chapter.ts';
import { DOOR, doorOpened } from '../../src/demo/story/door-opened.ts';
import { firstScan } from '../../src/demo/story/first-scan.ts';
import { DEVELOPER, ENGINEER, INFRA, OWNER, type Stage } from '../../src/demo/story/stage.ts';

/** Somebody who may read the repository and no more. */
const READER = 'auditor';
export const CONFIG = 'acme/.github';
export const PUBLIC = 'acme/website';
const CONFIG_FILE = '.github/sallyport.yml';

const ask = async (stage: Stage, login: string, number: number, text: string) => {
  stage.github.as(login).comment(INFRA, number, text);
  await stage.quiet();
};

const commands: Chapter = {
  title: 'People answer',
  async play(stage) {
    const { number } = openIssue(stage, DOOR);
    await ask(stage, DEVELOPER, number, '/sallyport why');
    await ask(stage, DEVELOPER, number, '/sallyport reach internet edge-1 tcp/22');
    await ask(stage, DEVELOPER, number, '/sallyport reach internet payments-1 tcp/5432');
    await ask(stage, READER, number, '/sallyport accept until 2030-01-01 it has always been like this');
    await ask(stage, ENGINEER, number, '/sallyport accept tomorrow');
    const until = new Date(Date.now() + 10 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
    await ask(stage, ENGINEER, number, `/sallyport accept until ${until} the vendor debugs with us this week`);
  },
};

const brokenConfiguration: Chapter = {
  title: 'The configuration breaks',
  async play(stage) {
    const files = {
      [CONFIG_FILE]: [
        'accounts:',
        '  - { id: "486913702581", name: prod, role: SallyportReadOnly, regions: [us-east-l], issues: acme/infra }',
        '  - { id: 11111111111, name: staging, regions: [us-east-1] }',
        'checks:',
        '  internet-admin-prot: { severity: critical }',
        'acounts: []',
        '',
      ].join('\n'),
    };
    const owner = stage.github.as(OWNER);
    owner.commit(CONFIG, { branch: 'staging', message: 'Link staging', files });
    const number = owner.openPullRequest(CONFIG, { title: 'Link staging', head: 'staging' });
    await stage.quiet();
    owner.mergePullRequest(CONFIG, number);
    await stage.quiet();
  },
};

const publicRepository: Chapter = {
  title: 'Issues are routed to a public repository',
  async play(stage) {
    stage.github.addRepository({ fullName: PUBLIC, private: false, collaborators: { [OWNER]: 'admin' } });
    const files = {
      [CONFIG_FILE]: `accounts:\n  - { id: "${stage.account}", name: prod, role: SallyportReadOnly, regions: [us-east-1], issues: ${PUBLIC} }\n`,
    };
    stage.github.as(OWNER).commit(CONFIG, { message: 'Tell the world', files });
    await stage.quiet();
  },
};

/** What people say to the app, and what it says of its own configuration. */
export const CHAPTERS: readonly Chapter[] = [firstScan, doorOpened, commands, brokenConfiguration, publicRepository];
