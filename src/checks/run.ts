import { SallyportError } from '../network/index.ts';
import type { Check, Parameters } from './check.ts';
import type { CheckContext } from './context.ts';
import type { Finding } from './finding.ts';
import { CHECKS } from './registry.ts';
import { restingOn } from './rests-on.ts';
import type { CheckSettings } from './settings.ts';
import { subsume } from './subsume.ts';

/** A setting that no check can follow; the message names it and says what there is. */
class CheckSettingsError extends SallyportError {}

/**
 * Runs every enabled check.
 * @throws CheckSettingsError when a setting names a check or parameter that does not exist, or has the wrong type
 */
export function runChecks(
  context: CheckContext,
  settings: CheckSettings = {},
  checks: readonly Check[] = CHECKS,
): readonly Finding[] {
  const enabled = enabledChecks(settings, checks);
  const findings = enabled.flatMap((check) => {
    const setting = settings[check.id];
    const { severity, parameters } = setting === undefined || setting === 'off' ? {} : setting;
    const use = { severity: severity ?? check.severity, parameters: { ...check.parameters, ...parameters } };
    return check.run(context, use).map((finding) => restingOn(finding, check, context, parameters));
  });
  return subsume(findings, enabled);
}

/**
 * Runs the checks as each account of the network is to be watched; a finding belongs to the account it is in.
 * @throws CheckSettingsError as `runChecks` does
 */
export function runChecksByAccount(
  context: CheckContext,
  settingsOf: (account: string) => CheckSettings,
  checks: readonly Check[] = CHECKS,
): readonly Finding[] {
  const { network, more } = context;
  const lists: readonly (readonly object[])[] = [
    ...Object.values(network),
    more.inventory?.keyPairs ?? [],
    more.code ?? [],
  ];
  const accounts = new Set(
    lists.flatMap((list) => list.flatMap((each) => ('account' in each ? [String(each.account)] : []))),
  );
  const bySettings = Map.groupBy(accounts, (account) => JSON.stringify(settingsOf(account)));
  if (bySettings.size <= 1) return runChecks(context, settingsOf([...accounts][0] ?? ''), checks);
  return [...bySettings.values()].flatMap((alike) =>
    runChecks(context, settingsOf(alike[0]!), checks).filter(({ account }) => alike.includes(account)),
  );
}

/** The checks that run under these settings. @throws CheckSettingsError as `runChecks` does */
export function enabledChecks(settings: CheckSettings, checks: readonly Check[] = CHECKS): readonly Check[] {
  for (const [id, setting] of Object.entries(settings)) {
    const check = checks.find((each) => each.id === id);
    if (!check)
      throw new CheckSettingsError(`there is no check '${id}'; there are ${checks.map((each) => each.id).join(', ')}`);
    if (setting !== 'off') validate(check, setting.parameters ?? {});
  }
  return checks.filter((check) => settings[check.id] !== 'off');
}

function validate(check: Check, parameters: Parameters): void {
  for (const [name, value] of Object.entries(parameters)) {
    const usual = Object.hasOwn(check.parameters, name) ? check.parameters[name] : undefined;
    if (usual === undefined) {
      const names = Object.keys(check.parameters);
      const has = names.length > 0 ? `it has ${names.join(', ')}` : 'it has none';
      throw new CheckSettingsError(`the check '${check.id}' has no parameter '${name}'; ${has}`);
    }
    if (kindOf(value) !== kindOf(usual))
      throw new CheckSettingsError(
        `parameter '${name}' of the check '${check.id}' must be a ${kindOf(usual)}, not a ${kindOf(value)}`,
      );
  }
}

function kindOf(value: Parameters[string]): string {
  return Array.isArray(value) ? 'list' : typeof value;
}
