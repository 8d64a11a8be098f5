import { calling, NotFoundError } from './errors.ts';
import type { Octokit } from './octokit.ts';
import type { Repository } from './repository.ts';

/** What a person may do in a repository; GitHub counts `maintain` as write and `triage` as read. */
export type Permission = 'admin' | 'write' | 'read' | 'none';

export async function permissionOf(
  octokit: Octokit,
  { owner, repo }: Repository,
  username: string,
): Promise<Permission> {
  try {
    const { data } = await calling(`look up what ${username} may do in ${owner}/${repo}`, () =>
      octokit.rest.repos.getCollaboratorPermissionLevel({ owner, repo, username }),
    );
    return data.permission === 'admin' || data.permission === 'write' || data.permission === 'read'
      ? data.permission
      : 'none';
  } catch (error) {
    if (error instanceof NotFoundError) return 'none';
    throw error;
  }
}

/** Whether a person is an active member of a team, written `acme/security`. Needs the app's `members: read`. */
export async function isTeamMember(octokit: Octokit, team: string, username: string): Promise<boolean> {
  const [org = '', team_slug = ''] = team.split('/');
  try {
    const { data } = await calling(`look up ${username} in team ${team}`, () =>
      octokit.rest.teams.getMembershipForUserInOrg({ org, team_slug, username }),
    );
    return data.state === 'active';
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}
