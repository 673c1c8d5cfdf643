/** `tickring broker CALL`: every call of the broker by hand; shows what would be sent, or sends it. */

import { type BrokerCredentials, CREDENTIAL_VARIABLES } from '../../contract/credentials.ts';
import { isLoopbackHost } from '../../contract/loopback.ts';
import type { Redactor } from '../../contract/redaction.ts';
import type { Settings } from '../../contract/settings.ts';
import { istDateKey } from '../../domain/instrument/ist-date.ts';
import { armPhrase } from '../../domain/session/trading-mode.ts';
import { ScripMasterError } from '../../feed/angel/scrip-master-error.ts';
import {
  BrokerAddressError,
  checkedAddress,
  TlsVerificationError,
} from '../../venue/angel/egress.ts';
import { type Runtime, systemRuntime } from '../../venue/angel/runtime-ports.ts';
import { TotpSecretError } from '../../venue/angel/totp.ts';
import { clientIdentity } from '../client-identity.ts';
import { loadCredentials } from '../credentials.ts';
import { CredentialsError } from '../credentials-error.ts';
import {
  type CredentialVariables,
  requireCertificateChecks,
  takeCredentialVariables,
  takeSecretSettings,
} from '../process-secrets.ts';
import { processRedactor } from '../redaction.ts';
import { EXIT_CONFIG, loadSettings } from '../settings-loader.ts';
import { type BrokerArguments, brokerArguments } from './broker-arguments.ts';
import { type BrokerCall, BrokerCallError, notSent } from './broker-call.ts';
import { type ConfirmationTerms, isConfirmed } from './broker-confirmation.ts';
import { dryRequests, requestsJson, requestsText, withoutSecrets } from './broker-dry.ts';
import { instrumentFinder } from './broker-instrument.ts';
import { exitCodeOf, outcomeJson, outcomeText } from './broker-outcome.ts';
import { makeCall } from './broker-real.ts';

/** In place of a client code that is not configured; a dry call needs none. */
const NO_CLIENT_CODE = '[client code]';

interface TextOutput {
  write(text: string): unknown;
}

export interface BrokerTerms {
  readonly out?: TextOutput;
  readonly err?: TextOutput;
  /** Where the confirmation is typed. */
  readonly input?: ConfirmationTerms['input'];
  /** Loses its credentials. */
  readonly environment?: Record<string, string | undefined>;
  readonly redactor?: Redactor;
  /** Epoch ms; the wall clock unless told. */
  readonly nowMs?: number;
}

interface Context {
  readonly asked: BrokerArguments;
  readonly settings: Settings;
  readonly credentialVariables: CredentialVariables;
  readonly environment: Record<string, string | undefined>;
  readonly redactor: Redactor;
  readonly input: ConfirmationTerms['input'];
  readonly nowMs: number;
  /** Both take secrets out of what they are given. */
  readonly out: TextOutput;
  readonly err: TextOutput;
  /** For requests, which hold placeholders: `out` would take the word before one for a secret too. */
  readonly requestOut: TextOutput;
  readonly requestErr: TextOutput;
}

/**
 * Resolves with the exit code: 0 accepted or shown, 1 rejected, 64 wrong command line, 65 not sent (the request, or its confirmation), 69 not
 * connected, 75 ambiguous, 78 credentials, settings, TLS.
 */
export async function brokerCommand(args: string[], terms: BrokerTerms = {}): Promise<number> {
  const { environment = process.env, redactor = processRedactor, nowMs = Date.now() } = terms;
  const { input = process.stdin, out = process.stdout, err = process.stderr } = terms;
  const clean = (output: TextOutput): TextOutput => ({
    write: (text) => output.write(redactor.redact(text)),
  });
  const credentialVariables = takeCredentialVariables(environment, redactor);
  try {
    const asked = brokerArguments(args);
    const { settings } = loadSettings({
      environment,
      ...(asked.config !== undefined && { folder: asked.config }),
      overrides: {
        data: { dir: asked.data },
        ...(asked.restUrl !== undefined && { broker: { restUrl: asked.restUrl } }),
      },
    });
    takeSecretSettings(settings, environment, redactor);
    requireCertificateChecks(environment);
    checkedAddress(settings.broker.restUrl);
    return await perform({
      ...{ asked, settings, credentialVariables, environment, redactor, input, nowMs },
      ...{ out: clean(out), err: clean(err), requestOut: out, requestErr: err },
    });
  } catch (error) {
    const code = exitCodeOfError(error);
    if (code === undefined) throw error;
    clean(err).write(`tickring: ${(error as Error).message}\n`);
    return code;
  }
}

async function perform(context: Context): Promise<number> {
  const { asked, settings, out, requestOut, redactor } = context;
  const credentials = credentialsOf(context);
  const call = callOf(context);
  const clientCode = credentials?.clientCode ?? NO_CLIENT_CODE;
  const identity = clientIdentity(credentials?.staticIp ?? '');
  const runtime = runtimeOf(context);
  const drawn = await dryRequests(call, { clientCode, identity, runtime });
  const requests = drawn.map((request) => withoutSecrets(request, redactor));
  const { restUrl } = settings.broker;
  if (!asked.isReal || credentials === undefined) {
    requestOut.write(
      asked.isJson
        ? requestsJson(asked.name, requests, restUrl)
        : `${requestsText(requests, restUrl)}\nNothing was sent; add --real to send it.\n`,
    );
    return 0;
  }
  if (call.kind === 'write') {
    await confirm(context, credentials, requestsText(requests, restUrl));
  }
  const { environment } = context;
  const show = asked.isJson ? outcomeJson : outcomeText;
  let exitCode = 0;
  await makeCall(
    call,
    {
      address: new URL(restUrl).origin,
      ...{ environment, credentials, redactor, runtime, identity },
      observe: () => undefined,
    },
    {
      isKept: asked.isKept,
      onOutcome(outcome) {
        out.write(show(asked.name, outcome, call));
        exitCode = exitCodeOf(outcome);
      },
    },
  );
  return exitCode;
}

function callOf({ asked, settings, nowMs, err }: Context): BrokerCall {
  const { definition, words, flags } = asked;
  const warn = (sentence: string) => void err.write(`tickring: ${sentence}\n`);
  const find = instrumentFinder({ settings, nowMs, token: flags.token, warn });
  const call = definition.make({ words, flags, nowMs, find });
  if ('notes' in call) for (const note of call.notes ?? []) warn(note);
  return call;
}

/** Undefined: there are none, and a dry call needs none. Throws `CredentialsError`. */
function credentialsOf(context: Context): BrokerCredentials | undefined {
  const { asked, settings, credentialVariables: variables, redactor } = context;
  try {
    return loadCredentials({ variables, dataFolder: settings.data.dir, redactor }).credentials;
  } catch (error) {
    const isMissing = error instanceof CredentialsError && error.code === 'credentials_missing';
    if (isMissing && !asked.isReal) return undefined;
    throw error;
  }
}

/** Shows what is to be confirmed. Throws `BrokerCallError`. */
async function confirm(
  { asked, settings, input, nowMs, err, requestErr }: Context,
  { clientCode, staticIp }: BrokerCredentials,
  requests: string,
): Promise<void> {
  const { hostname } = new URL(settings.broker.restUrl);
  if (staticIp === '' && !isLoopbackHost(hostname)) {
    throw notSent(
      `the broker takes orders from a registered address only; set ${CREDENTIAL_VARIABLES.staticIp} to it`,
    );
  }
  const phrase = armPhrase(clientCode, istDateKey(nowMs));
  requestErr.write(`${requests}\n`);
  if (await isConfirmed({ phrase, given: asked.confirm, input, prompt: err })) return;
  throw notSent(`it needs ${phrase}, typed at the terminal or as --confirm "${phrase}"`);
}

/** What the session says of itself is said by the outcome; that it tries again is not true of one call. */
function runtimeOf({ err }: Context): Runtime {
  return systemRuntime((level, message) => {
    if (level === 'warn' && !message.startsWith('No login: ')) err.write(`tickring: ${message}\n`);
  });
}

function exitCodeOfError(error: unknown): number | undefined {
  if (error instanceof BrokerCallError) return error.exitCode;
  const isSetUp =
    error instanceof CredentialsError ||
    error instanceof TotpSecretError ||
    error instanceof BrokerAddressError ||
    error instanceof TlsVerificationError ||
    error instanceof ScripMasterError;
  return isSetUp ? EXIT_CONFIG : undefined;
}
