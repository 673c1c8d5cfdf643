/** Which status codes a close frame may carry (RFC 6455 §7.4 and its IANA registry); used on the ingest thread. */

/** 1000–1014 without the three that never travel (1004, 1005, 1006), or an application's 3000–4999. */
export function isCloseCodeLegal(code: number): boolean {
  if (code >= 1000 && code <= 1014) return code < 1004 || code > 1006;
  return code >= 3000 && code <= 4999;
}
