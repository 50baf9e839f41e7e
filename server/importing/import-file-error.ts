/** The file is not what GitHub's REST API gives. */
export class ImportFileError extends Error {
  override readonly name = 'ImportFileError'
}
