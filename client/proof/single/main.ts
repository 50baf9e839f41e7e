import './verifier-app.ts'

/** As the system has it: a file from disk remembers nothing. */
function followTheme(root: Element, system: MediaQueryList): void {
  const show = () => root.classList.toggle('wa-dark', system.matches)
  system.addEventListener('change', show)
  show()
}

followTheme(document.documentElement, matchMedia('(prefers-color-scheme: dark)'))
