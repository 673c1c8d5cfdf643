/** `tickring doctor`: looks at this machine and this configuration, and says what to mend. Changes nothing. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  machineChecks,
  type Surroundings,
  settingsChecks,
  steadyClockCheck,
} from './doctor/all-checks.ts';
import { type Check, type CheckResult, checksText, runChecks } from './doctor/check.ts';
import { readClocks } from './doctor/clock-checks.ts';
import { checkConfig } from './doctor/config-check.ts';
import { takeCredentialVariables, takeSecretSettings } from './process-secrets.ts';
import { processRedactor } from './redaction.ts';
import {
  configFolder,
  type LoadedSettings,
  loadSettings,
  SettingsError,
  type SettingsSources,
} from './settings-loader.ts';

/** Something has to be mended. */
const EXIT_FAILED = 1;

/** Resolves with the exit code: 1 when a check failed. */
export async function doctorCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      live: { type: 'boolean', default: false },
      config: { type: 'string' },
      data: { type: 'string' },
    },
  });
  const results = await examine(
    {
      ...(values.config !== undefined && { folder: resolve(values.config) }),
      overrides: { data: { dir: values.data } },
    },
    values.live,
  );
  const hasFailed = results.some(({ status }) => status === 'fail');
  const text = values.json
    ? `${JSON.stringify({ ok: !hasFailed, checks: results })}\n`
    : checksText(results);
  process.stdout.write(processRedactor.redact(text));
  return hasFailed ? EXIT_FAILED : 0;
}

async function examine(sources: SettingsSources, isLive: boolean): Promise<readonly CheckResult[]> {
  const first = readClocks();
  const environment = process.env;
  const credentialVariables = takeCredentialVariables(environment, processRedactor);
  const { loaded, check } = configCheck(sources);
  const surroundings: Surroundings = {
    environment,
    credentialVariables,
    isLive: isLive || (loaded?.settings.engine.mode as string) === 'live',
    redactor: processRedactor,
  };
  const checks = [...machineChecks(surroundings), check];
  if (loaded !== undefined) {
    takeSecretSettings(loaded.settings, environment, processRedactor);
    checks.push(...settingsChecks(loaded.settings, surroundings));
  }
  return runChecks([...checks, steadyClockCheck(first)]);
}

function configCheck(sources: SettingsSources): {
  readonly loaded: LoadedSettings | undefined;
  readonly check: Check;
} {
  const folder = configFolder(sources);
  const variables = Object.keys(process.env).filter((name) => /^TICKRING_\w+__/.test(name));
  const name = 'config';
  try {
    const loaded = loadSettings(sources);
    const { configSha } = loaded;
    return {
      loaded,
      check: { name, run: () => checkConfig({ folder, variables, configSha, problems: [] }) },
    };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const { problems } = error;
    return {
      loaded: undefined,
      check: { name, run: () => checkConfig({ folder, variables, configSha: '', problems }) },
    };
  }
}
