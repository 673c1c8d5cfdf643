/** Why the credentials cannot be used. Its sentences name variables, files and lines, never a value. */

export type CredentialsErrorCode =
  | 'credentials_unsafe'
  | 'credentials_invalid'
  | 'credentials_missing';

export interface CredentialsProblem {
  readonly code: CredentialsErrorCode;
  /** One sentence each, with what to do. */
  readonly problems: readonly string[];
}

/** Ends the command with exit code 78, like any other configuration that cannot be used. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';
  readonly code: CredentialsErrorCode;
  readonly problems: readonly string[];

  constructor({ code, problems }: CredentialsProblem) {
    super(problems.join('\n  '));
    this.code = code;
    this.problems = problems;
  }
}
