/** Where a capture is had as a WARC file. */
export function warcPath(sha256: string): string {
  return `/api/v1/captures/${sha256}.warc.gz`
}
