/** How a process is started so that it, and its worker threads, load no native addon. */

/** Arguments of Node that put the native-addon guard into a process and all its worker threads. */
export const GUARD_ARGUMENTS: readonly string[] = [
  '--import',
  new URL('../native-free.js', import.meta.url).href,
];

/** Packages that take a native addon where one is installed are told not to. */
export const PURE_JAVASCRIPT = {
  WS_NO_BUFFER_UTIL: '1',
  WS_NO_UTF_8_VALIDATE: '1',
  MSGPACKR_NATIVE_ACCELERATION_DISABLED: 'true',
} as const;
