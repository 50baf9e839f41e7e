/** An error of the operating system says enough by itself: no such file, address in use. */
export type SystemError = Error & { readonly syscall: unknown; readonly code: unknown }

export function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'syscall' in error && 'code' in error
}

/** `path` is given where the error itself may not name it. */
export function systemSentence(error: SystemError, path = 'path' in error ? String(error.path) : ''): string {
  switch (error.code) {
    case 'ENOENT':
      return `There is no file ${path}.`
    case 'EEXIST':
      return `${path} is there already.`
    case 'EISDIR':
      return `${path === '' ? 'This' : path} is a folder, not a file.`
    case 'EACCES':
      return path === '' ? `This address needs more rights: ${error.message}.` : `There is no right to read or write ${path}.`
    case 'EADDRINUSE':
      return `Another program listens on this port already${'port' in error ? ` (${String(error.port)})` : ''}; give another one by PORT.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'This machine has no such address; give another one by HOST.'
    default:
      return `The system refused: ${error.message}.`
  }
}
