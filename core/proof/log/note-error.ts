/** A text that isn't a signed note, checkpoint or verifier key, or that its key hasn't signed. The message names part and rule. */
export class NoteError extends Error {
  override readonly name = 'NoteError'
}
