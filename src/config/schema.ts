import { z } from 'zod';
import { EXTENDS } from './extend.ts';
import { SCHEDULE_PATTERN, scheduleMinutes } from './schedule.ts';
import {
  accountId,
  checkId,
  cidr,
  codeOwner,
  folder,
  issueLabel,
  login,
  name,
  organizationalUnit,
  region,
  repository,
  roleArn,
  roleName,
  severity,
  team,
} from './words.ts';

/** Where the configuration lies, in the organisation's `.github` repository and, to narrow it, in any other. */
export const CONFIG_PATH = '.github/sallyport.yml';

const assignees = z.array(login).max(10).describe('Who a new issue is assigned to.');
const labels = z.array(issueLabel).max(20).describe('Further labels of its issues.');

/** Service Quotas, who changed rules (CloudTrail), patch states (Systems Manager); flow logs, volumes, images, key pairs. */
const ALSO_READ = ['quotas', 'history', 'patches', 'inventory'] as const;

const account = z
  .strictObject({
    id: accountId,
    name,
    role: roleName.default('SallyportReadOnly'),
    regions: z.array(region).min(1).describe('Regions to read.'),
    issues: repository
      .optional()
      .describe('Repository for the findings of this account. Without it, no issues are opened.'),
    assignees: assignees.optional(),
    labels: labels.optional(),
    checks: z
      .lazy(() => z.record(checkId, checkSettings))
      .optional()
      .describe('Checks to tune or turn off for this account only, by id; each replaces the setting for all.'),
  })
  .describe('One AWS account to read.');

const members = z.strictObject({
  units: z.array(organizationalUnit).optional().describe('Organizational units, with all that is below them.'),
  tags: z
    .record(z.string().min(1).max(128), z.array(z.string().max(256)))
    .optional()
    .describe('Tags with one of these values; [] takes any value.'),
  ids: z.array(accountId).optional().describe('Account ids.'),
});

const organization = z
  .strictObject({
    managementRole: roleArn.describe('Role in the management account that may list the member accounts.'),
    include: members.optional().describe('Members to read, by any of these; without it, all.'),
    exclude: members.optional().describe('Members not to read, by any of these, whatever include says.'),
    role: roleName.default('SallyportReadOnly').describe('Read-only role in every member account.'),
    regions: z.array(region).min(1).default(['us-east-1']).describe('Regions to read in every member account.'),
    issues: repository.optional().describe('Repository for the findings of member accounts not listed under accounts.'),
  })
  .describe('Every member account of an AWS organisation.');

const codeEntry = z
  .strictObject({
    repo: repository,
    path: folder.default('.').describe('Folder of the root module or template; "." is the root of the repository.'),
    account: z.string().min(1).describe('Account the code is applied to: its name, or its id.'),
    region: region.describe('Region the code is applied to, where the code itself names none.'),
    varFiles: z.array(folder).default([]).describe('Terraform variable files, relative to the path, in order.'),
    workspace: z.string().min(1).default('default').describe('Terraform workspace.'),
  })
  .describe('Which code makes which account: what a pull request there is compared with.');

const checkSettings = z
  .union(
    [
      z.literal('off'),
      z.strictObject({
        severity: severity.optional().describe("Instead of the check's own severity."),
        dueDays: z.int().min(1).max(3_650).optional().describe('Days until a finding is overdue.'),
        parameters: z
          .record(
            z.string(),
            z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()]))]),
          )
          .optional()
          .describe("The check's own parameters; see its page."),
      }),
    ],
    { error: 'must be off, or settings such as { severity: high, dueDays: 7 }' },
  )
  .describe('off, or settings of the check.');

/** From never to ever: each fails on what the one before it fails on, and more. */
export const FAIL_ON = ['never', 'internet', 'any'] as const;
/** From silent to talkative. */
export const COMMENT = ['never', 'changes', 'always'] as const;

const failOn = z
  .enum(FAIL_ON)
  .describe('What turns the check run red: nothing, something opened to the internet, or anything opened.');
const comment = z
  .enum(COMMENT)
  .describe('When a pull request gets a comment: never, when reachability changes, or always.');
const failSeverity = severity.describe(
  'A finding the change would cause turns the check run red when it is at least so bad.',
);
const forbidden = z
  .strictObject({
    from: z.string().min(1).describe('A zone, a named range, an account by name, or internet.'),
    to: z.string().min(1).describe('A zone, a named range, or an account by name.'),
  })
  .describe('Nothing in one place may come to reach the other: { from: dev, to: prod }.');
const maxNewExposure = z
  .int()
  .min(0)
  .max(1_000_000)
  .describe('How many more interfaces one change may let the internet reach before the check run turns red.');

const zone = z
  .strictObject({
    accounts: z.array(z.string().min(1)).default([]).describe('Accounts, by name or id.'),
    vpcs: z
      .array(z.string().regex(/^vpc-[\da-f]+$/, 'must be the id of a VPC, vpc-…'))
      .default([])
      .describe('VPCs, by id.'),
    ranges: z.array(cidr).default([]).describe('Address ranges.'),
  })
  .refine(
    ({ accounts, vpcs, ranges }) => accounts.length + vpcs.length + ranges.length > 0,
    'must name accounts, vpcs or ranges',
  )
  .describe('A part of the network that rules can name.');

const route = z
  .strictObject({
    accounts: z.array(z.string().min(1)).min(1).optional().describe('Accounts, by name or id.'),
    regions: z.array(region).min(1).optional().describe('Regions.'),
    checks: z.array(checkId).min(1).optional().describe('Checks, by id.'),
    severities: z.array(severity).min(1).optional().describe('Severities.'),
    tags: z
      .record(z.string().min(1), z.union([z.string(), z.array(z.string()).min(1)]))
      .optional()
      .describe('Tags of the resource, or else of its VPC, each with the value or values it may have.'),
    owners: z
      .array(codeOwner)
      .min(1)
      .optional()
      .describe('Owners, by CODEOWNERS, of the line of code that causes the finding.'),
    issues: repository.optional().describe('Repository for what matches. Without it, the one of the account.'),
    assignees: assignees.optional(),
    labels: labels.optional(),
  })
  .refine(
    ({ issues, assignees: people, labels: names }) => issues ?? people ?? names,
    'must say what is to be done: issues, assignees or labels',
  )
  .describe('Where findings go that match everything the route names.');

const maxDays = z.int().min(1).max(3_650).describe('Longest a finding may be accepted for, in days.');
const maxNewPerScan = z
  .int()
  .min(0)
  .max(100)
  .describe('New issues one scan may open, worst first; the rest are rows of the overview issue.');

/** `.github/sallyport.yml` of the organisation's `.github` repository. */
export const configSchema = z
  .strictObject({
    _extends: z
      .string()
      .regex(EXTENDS, 'must be written repository:path, the path ending in a name such as sallyport.yml')
      .optional()
      .describe('A file of another repository of the same organisation that this one builds on.'),
    accounts: z.array(account).default([]).describe('AWS accounts to read.'),
    organization: organization.optional(),
    via: roleArn
      .optional()
      .describe('Role to assume on the way into every account, with the same external id; for a hub account.'),
    alsoRead: z
      .array(z.enum(ALSO_READ))
      .optional()
      .describe('What to read beside the network, each with permissions of its own: see deploy/.'),
    code: z.array(codeEntry).default([]).describe('Which code makes which account.'),
    schedule: z
      .string()
      .regex(SCHEDULE_PATTERN, 'must read like "every 30 minutes", "every hour" or "every 2 days"')
      .refine(
        (text) => !SCHEDULE_PATTERN.test(text) || scheduleMinutes(text) !== undefined,
        'must lie between 5 minutes and 31 days',
      )
      .default('every 30 minutes')
      .describe('How often accounts are scanned.'),
    checks: z.record(checkId, checkSettings).default({}).describe('Checks to tune or turn off, by id.'),
    named: z
      .record(
        name.refine((word) => word !== 'internet', "'internet' already means the whole internet"),
        z.array(cidr).min(1),
      )
      .default({})
      .describe(
        'Names for address ranges, used in reports instead of CIDRs; public ones among them are not the internet at large.',
      ),
    accept: z
      .strictObject({
        maxDays: maxDays.default(90),
        team: team.optional().describe('Who may accept findings. Without it: who may write to the repository.'),
      })
      .prefault({})
      .describe('How findings may be accepted.'),
    zones: z
      .record(
        name.refine((word) => word !== 'internet', "'internet' already means the whole internet"),
        zone,
      )
      .default({})
      .describe('Parts of the network that the rules for pull requests name.'),
    review: z
      .strictObject({
        failOn: failOn.default('internet'),
        failSeverity: failSeverity.optional(),
        forbid: z.array(forbidden).default([]).describe('Places that must not come to reach each other.'),
        maxNewExposure: maxNewExposure.optional(),
        comment: comment.default('changes'),
        appliedWithinHours: z
          .int()
          .min(1)
          .max(720)
          .default(24)
          .describe(
            'Hours after a merge until its pull request is told that the account has not changed as predicted.',
          ),
      })
      .prefault({})
      .describe('What pull requests see.'),
    issues: z
      .strictObject({
        maxNewPerScan: maxNewPerScan.default(10),
        routes: z
          .array(route)
          .max(200)
          .default([])
          .describe('The first route that matches a finding says where it goes.'),
      })
      .prefault({})
      .describe('How issues are opened.'),
  })
  .superRefine((config, context) => {
    const problem = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
    const names = new Map<string, number>();
    const ids = new Map<string, number>();
    for (const [index, { id, name: text }] of config.accounts.entries()) {
      if (ids.has(id)) problem(['accounts', index, 'id'], `account ${id} is listed twice`);
      if (names.has(text)) problem(['accounts', index, 'name'], `two accounts are named '${text}'`);
      ids.set(id, index);
      names.set(text, index);
    }
    const places = new Set([...names.keys(), ...Object.keys(config.named), ...Object.keys(config.zones)]);
    for (const [index, { from, to }] of config.review.forbid.entries())
      for (const [side, place] of [['from', from] as const, ['to', to] as const])
        if (!places.has(place) && !(side === 'from' && place === 'internet'))
          problem(['review', 'forbid', index, side], `'${place}' is no zone, named range or account`);
    for (const [index, { accounts = [] }] of config.issues.routes.entries())
      for (const [at, account] of accounts.entries())
        if (!names.has(account) && !ids.has(account) && !(config.organization && /^\d{12}$/.test(account)))
          problem(
            ['issues', 'routes', index, 'accounts', at],
            `'${account}' is no account under accounts, by name or by id`,
          );
    for (const [index, entry] of config.code.entries()) {
      const target = config.accounts[ids.get(entry.account) ?? names.get(entry.account) ?? -1];
      const member = config.organization !== undefined && /^\d{12}$/.test(entry.account);
      if (!target && !member)
        problem(['code', index, 'account'], `'${entry.account}' is no account under accounts, by name or by id`);
      const regions = target?.regions ?? (member ? config.organization?.regions : undefined);
      if (regions && !regions.includes(entry.region))
        problem(
          ['code', index, 'region'],
          `${entry.account} is read in ${regions.join(', ')} only; add ${entry.region} there`,
        );
    }
  });

/**
 * `.github/sallyport.yml` of any other repository. Everything is optional, nothing has a default, and `narrow` lets it take
 * away only.
 */
export const repositoryConfigSchema = z.strictObject({
  accounts: z
    .array(z.string().min(1))
    .optional()
    .describe('The accounts, by name or id, this repository may see; of those the organisation lets it see.'),
  code: z
    .array(folder)
    .optional()
    .describe("The folders to review; of those in the organisation's code map, itself or below."),
  accept: z.strictObject({ maxDays: maxDays.optional() }).optional().describe('Shorter waivers.'),
  review: z
    .strictObject({
      failOn: failOn.optional(),
      failSeverity: failSeverity.optional(),
      maxNewExposure: maxNewExposure.optional(),
      comment: comment.optional(),
    })
    .optional()
    .describe('A stricter check run, fewer comments.'),
  issues: z.strictObject({ maxNewPerScan: maxNewPerScan.optional() }).optional().describe('Fewer new issues.'),
});

export type Config = z.output<typeof configSchema>;
export type RepositoryConfig = z.output<typeof repositoryConfigSchema>;
export type AccountConfig = Config['accounts'][number];
export type Route = Config['issues']['routes'][number];
export type CodeEntry = Config['code'][number];
export type CheckSettings = Config['checks'][string];
