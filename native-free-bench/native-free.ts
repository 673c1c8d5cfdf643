/**
 * Stops native addons: preloaded (`--import`) into every process of the harness and, by
 * inheritance, into their worker threads. Loading a `.node` file throws, so a benchmark that needs
 * one cannot produce a number.
 */
import { basename } from 'node:path';

export class NativeAddonError extends Error {
  override readonly name = 'NativeAddonError';
  readonly code = 'NATIVE_ADDON';
}

/** Replaces the one function through which Node loads addons. */
export function refuseNativeAddons(): void {
  process.dlopen = (_module: object, path: string): never => {
    throw new NativeAddonError(
      `native-free-bench loads no native addon, but something asked for ${basename(path)}; remove that dependency from the path.`,
    );
  };
}

/**
 * Addons mapped into this process by whatever thread, from the process report: the check on the
 * check.
 */
export function loadedNativeAddons(): string[] {
  const report = process.report.getReport() as { readonly sharedObjects?: readonly string[] };
  return (report.sharedObjects ?? []).filter((path) => path.endsWith('.node'));
}

refuseNativeAddons();
