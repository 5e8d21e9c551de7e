/** Evidence that is refused: not in its format, or it does not prove what it should. The message names the first thing that is wrong. */
export class EvidenceError extends Error {
  override readonly name = 'EvidenceError'
}
