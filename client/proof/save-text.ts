/** Offers a text as a file, made here: nothing is asked of a server. */
export function saveText(document: Document, name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken the content by then; a text that is never given back would stay in memory.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
